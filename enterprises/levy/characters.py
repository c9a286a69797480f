"""Characters that stand for one another in firms' names: old forms, look-alikes, equal sounds."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

OLD_FORMS = """
國国 業业 東东 華华 偉伟 億亿 優优 儀仪 價价 儲储 兒儿 內内 兩两 冊册 凍冻 凱凯 別别 刪删 則则 剛刚 創创
劃划 劉刘 勁劲 動动 務务 勝胜 勞劳 勢势 勵励 匯汇 區区 協协 單单 賣卖 廠厂 歷历 曆历 參参 雙双 發发 變变
葉叶 號号 嘆叹 後后 嚇吓 嗎吗 聽听 啟启 員员 響响 啞哑 嘯啸 園园 圍围 圖图 圓圆 聖圣 場场 壞坏 塊块 堅坚
壇坛 墳坟 墜坠 壟垄 報报 執执 塵尘 墊垫 牆墙 壯壮 聲声 殼壳 壺壶 處处 備备 複复 復复 夠够 頭头 誇夸 夾夹
奪夺 奮奋 獎奖 奧奥 妝妆 婦妇 媽妈 嫻娴 孫孙 學学 寧宁 寶宝 實实 寵宠 審审 憲宪 宮宫 寬宽 賓宾 對对 尋寻
導导 壽寿 將将 爾尔 嘗尝 堯尧 盡尽 層层 屆届 屬属 歲岁 豈岂 嶼屿 崗岗 島岛 嶺岭 峽峡 巖岩 鞏巩 幣币 帥帅
師师 帳帐 簾帘 幟帜 帶带 幫帮 幹干 乾干 並并 廣广 莊庄 慶庆 廬庐 庫库 應应 廟庙 龐庞 廢废 開开 異异 棄弃
張张 彌弥 彎弯 彈弹 強强 歸归 當当 錄录 彥彦 徹彻 徑径 憶忆 懷怀 態态 總总 戀恋 懇恳 惡恶 愛爱 慮虑 懸悬
驚惊 慣惯 願愿 懶懒 戲戏 戰战 戶户 紮扎 撲扑 託托 擴扩 掃扫 揚扬 撫抚 搶抢 護护 擔担 擬拟 擁拥 攔拦 擇择
掛挂 擋挡 揮挥 撿捡 換换 據据 擲掷 攝摄 擺摆 搖摇 攤摊 撐撑 數数 齊齐 齋斋 鬥斗 斬斩 斷断 無无 舊旧 時时
曠旷 曇昙 晝昼 顯显 晉晋 曬晒 曉晓 暉晖 暫暂 術术 樸朴 機机 殺杀 雜杂 權权 條条 來来 楊杨 極极 構构 樞枢
棗枣 槍枪 楓枫 櫃柜 檸柠 標标 棧栈 棟栋 欄栏 樹树 樣样 橋桥 檢检 樓楼 櫻樱 橫横 欖榄 歡欢 歐欧 殘残 畢毕
氈毡 氣气 氫氢 漢汉 湯汤 溝沟 滬沪 灣湾 濟济 澤泽 潔洁 澆浇 測测 瀏浏 濃浓 濤涛 漣涟 潤润 漲涨 淵渊 漸渐
漁渔 溫温 遊游 濕湿 濱滨 滿满 濾滤 灘滩 瀟潇 瀾澜 滅灭 燈灯 靈灵 災灾 煉炼 爐炉 點点 煙烟 燒烧 燁烨 燭烛
熱热 煥焕 爺爷 牽牵 犧牺 狀状 獨独 獅狮 獲获 獵猎 瑪玛 環环 現现 璽玺 瓊琼 瑤瑶 電电 畫画 暢畅 療疗 盤盘
蓋盖 監监 鹽盐 盧卢 眾众 著着 礦矿 碼码 磚砖 礎础 確确 禮礼 禎祯 禦御 種种 積积 稱称 稅税 穩稳 窮穷 竊窃
競竞 筆笔 築筑 簽签 簡简 籃篮 籌筹 類类 糧粮 緊紧 糾纠 紅红 約约 級级 紀纪 純纯 紗纱 綱纲 納纳 縱纵 紛纷
紙纸 紡纺 線线 練练 組组 細细 織织 終终 紹绍 經经 結结 繞绕 繪绘 給给 絡络 絕绝 統统 絲丝 綉绣 繡绣 繼继
績绩 緒绪 續续 綺绮 維维 綿绵 綜综 綠绿 緣缘 編编 縣县 縮缩 網网 羅罗 罰罚 習习 聯联 聰聪 肅肃 腦脑 臺台
檯台 颱台 腳脚 膠胶 臉脸 騰腾 艙舱 艦舰 藝艺 節节 蘆芦 蘇苏 蘋苹 莖茎 薦荐 蕩荡 榮荣 藥药 蓮莲 瑩莹 營营
蕭萧 薩萨 藍蓝 蔣蒋 虛虚 蟲虫 雖虽 蝦虾 螞蚂 蠶蚕 補补 襯衬 襖袄 裝装 褲裤 見见 觀观 規规 視视 覽览 覺觉
觸触 譽誉 計计 訂订 認认 討讨 讓让 訊讯 議议 記记 講讲 許许 論论 設设 訪访 證证 評评 識识 訴诉 診诊 詞词
譯译 試试 詩诗 誠诚 話话 誕诞 詢询 該该 詳详 語语 誤误 說说 請请 諸诸 諾诺 讀读 課课 誰谁 調调 談谈 謀谋
諧谐 謝谢 譜谱 貝贝 貞贞 負负 貢贡 財财 責责 賢贤 賬账 貨货 質质 販贩 貪贪 貧贫 購购 貯贮 貫贯 貴贵 貸贷
貿贸 費费 賀贺 資资 賦赋 賞赏 賜赐 賴赖 贏赢 贛赣 趙赵 趕赶 躍跃 車车 軌轨 軒轩 轉转 輪轮 軟软 軸轴 輕轻
載载 較较 輔辅 輝辉 輯辑 輸输 轄辖 辦办 辭辞 邊边 遼辽 達达 遷迁 過过 邁迈 運运 還还 這这 進进 遠远 違违
連连 遲迟 適适 選选 遜逊 遞递 邏逻 遺遗 鄧邓 鄭郑 鄰邻 鬱郁 醫医 醬酱 釀酿 裡里 裏里 鑒鉴 鑑鉴 鈞钧 針针
釘钉 鋼钢 鐘钟 鍾钟 鈉钠 鋇钡 鑰钥 鈴铃 鉛铅 鑽钻 鉑铂 鐵铁 銅铜 鋁铝 銘铭 銀银 鑄铸 鋪铺 鏈链 銷销 鎖锁
鋒锋 銳锐 錦锦 錯错 鍋锅 鍛锻 鍵键 鎂镁 鎮镇 鏡镜 鐳镭 長长 門门 閃闪 閉闭 問问 閏闰 閑闲 間间 悶闷 聞闻
閣阁 閱阅 闊阔 陽阳 陰阴 陣阵 階阶 際际 陸陆 陳陈 險险 隨随 隱隐 隊队 雋隽 難难 雛雏 雲云 霧雾 靜静 韓韩
韻韵 頁页 頂顶 項项 順顺 須须 頑顽 頓顿 預预 領领 頌颂 頻频 顆颗 題题 顏颜 額额 風风 飛飞 飄飘 飯饭 飲饮
飾饰 飼饲 飽饱 餅饼 館馆 饅馒 馬马 馳驰 駐驻 駕驾 驛驿 駿骏 騎骑 驗验 驢驴 魚鱼 魯鲁 鮮鲜 鯨鲸 鳥鸟 雞鸡
鷄鸡 鳴鸣 鴻鸿 鵬鹏 鷹鹰 鶴鹤 麗丽 麥麦 黃黄 龍龙 龜龟 齡龄 專专 個个 豐丰 臨临 為为 爲为 舉举 義义 烏乌
樂乐 喬乔 鄉乡 書书 買买 亂乱 爭争 於于 虧亏 亞亚 產产 産产 畝亩 親亲 僅仅 從从 倉仓 們们 傘伞 會会 傳传
傷伤 倫伦 偽伪 體体 餘余 傭佣 僑侨 偵侦 側侧 債债 傾倾 償偿 黨党 蘭兰 關关 興兴 養养 獸兽 寫写 軍军 農农
馮冯 沖冲 衝冲 決决 況况 淨净 涼凉 減减 湊凑 鳳凤 憑凭 擊击 劑剂 劇剧 勸劝 盜盗 衛卫 廳厅 壓压 叢丛 鋸锯
鏟铲 鍍镀 錳锰 鋅锌 鈦钛 鎳镍 蠟蜡 甌瓯 灑洒 迴回
"""
LOOK_ALIKE = """
官宫 末未 己已巳 土士 日曰 大太 干千于 侯候 睛晴 清请 辰晨 祥详样 博搏 诚城 铭名 天夭 王玉 力刀 于子 免兔
今令 贝见 白自 百白 斤斥 风凤 折析拆 爪瓜 风冈 鸟乌 延廷 沂沁 治冶 泊泪 洒酒 拔拨 赢羸 辨辩辫 暮幕慕 竞竟
崇祟 豪毫 粟栗 颖颍 宣宜 恒桓 昌冒 晶品 朋明 胡湖 旺汪 桂佳 住往 徕来 采彩 苑宛 荣容 营宫 盈盘 益盖 瀚翰
澳奥 润闰 涧润 源原 泉帛 淮准 鸿鹄 鹏朋 腾滕 骏俊 峻竣 驰弛 弘宏 泓洪 炬矩 烁砾 煌惶 耀跃 辉挥 晖辉 晓哓
环坏 球求 琳林 瑾谨 璟景 磊蕾 磐盘 硕颁 科料 秋秒 稳隐 筑巩 简筒 管菅 粤奥 精睛 纳呐 纺访 绿录 缘绿 翔祥
联聊 肖尚 育盲 膳善 艺芝 芳方 莱菜 菱棱 蓝篮 融触 裕浴 西酉 诺若 谊宜 贸货 赛寨 迅讯 远运 通适 逸免 郎朗
酷醅 鑫金 钧钓 锋峰 锐悦 键建 阳阴 陆陈 隆降 雅推 雷需 霖霜 青责 韵韶 顺须 领颌 鲁鱼
"""
NUMERALS = frozenset("0123456789一二三四五六七八九十百千东南西北中上下左右甲乙丙丁")
"""They tell one unit from another: none is ever taken for a slip."""


def simple(text: str) -> str:
    """Old (traditional) forms as today's."""
    return text.translate(_SIMPLE)


def shape(text: str) -> str:
    """Look-alikes as the first of their kind; texts equal then differ at most by a slip of the eye."""
    return text.translate(_SHAPE)


def sound(text: str) -> str:
    """One character for each syllable, without its tone; what has no reading stays."""
    return text.translate(_SOUND)


@lru_cache(maxsize=200_000)
def close(one: str, other: str) -> bool:
    """Two different characters that a typist or a scanner takes for each other."""
    if one in NUMERALS or other in NUMERALS:
        return False
    return _SOUND[ord(one)] == _SOUND[ord(other)] or other in _ALIKE.get(one, "")


class _Sounds(dict):
    """Syllables numbered as they are met: their numbers mean nothing outside this process."""

    def __init__(self):
        self.syllables: dict[str, int] = {}

    def __missing__(self, code: int) -> int:
        character = chr(code)
        syllable = lazy_pinyin(character, style=Style.NORMAL)[0]
        known = code if syllable == character else None
        self[code] = known or 0xF0000 + self.syllables.setdefault(syllable, len(self.syllables))
        return self[code]


_SOUND = _Sounds()
_SIMPLE = {ord(pair[0]): pair[1] for pair in OLD_FORMS.split()}
_ALIKE: dict[str, str] = {}
for _group in LOOK_ALIKE.split():
    for _one in _group:
        _ALIKE[_one] = _ALIKE.get(_one, "") + _group
_SHAPE = {ord(one): min(group) for one, group in _ALIKE.items()}
