// The rules of a monthly report in the page: the same table, the same functions by the same names as the
// server's (union_portal/reporting/monthly/checks.py); one test drives both. Arithmetic in whole hundredths.
window.monthChecks = (function () {
  "use strict";
  var BLANK = "", ABSENT = "-", NONE = ["不适用", "无此项", "-", "—", "/"], WIDE = "０１２３４５６７８９．，";

  function normal(text) {
    var plain = text.replace(/[０-９．，]/g, function (c) { return "0123456789.,"[WIDE.indexOf(c)]; }).replace(/[\s,]/g, "");
    return NONE.indexOf(plain) >= 0 ? ABSENT : plain;
  }
  function hundredths(text) {
    var found = /^([0-9]{1,13})(?:\.([0-9]{1,2}))?$/.exec(text || "");
    return found ? Number(found[1]) * 100 + Number(((found[2] || "") + "00").slice(0, 2)) : null;
  }
  function said(amount) {
    var whole = Math.floor(amount / 100), rest = amount % 100;
    return rest ? (whole + "." + (rest < 10 ? "0" : "") + rest).replace(/0$/, "") : String(whole);
  }
  function finding(code, level, rule, text) { return { code: code, level: level, rule: rule, text: text }; }
  function value(facts, code) { return code in facts.values ? facts.values[code] : BLANK; }
  function figures(rule, facts, each) {
    return rule.codes.map(function (code) {
      var now = hundredths(facts.values[code]);
      return now === null ? null : each(code, now, (facts.past[code] || []).map(hundredths));
    }).filter(Boolean);
  }
  function total(amounts) { return amounts.reduce(function (sum, one) { return sum + one; }, 0); }
  function comeTo(terms, amounts) {
    var parts = terms.map(function (term) {
      var amount = hundredths(amounts[term[0]]);
      return amount === null ? null : term[1] * amount;
    });
    return parts.indexOf(null) >= 0 ? null : total(parts);
  }

  var KINDS = {
    filled: function (rule, facts) {
      return value(facts, rule.code) === BLANK
        ? [finding(rule.code, "blank", "filled", "未填，没有发生填0")] : [];
    },
    format: function (rule, facts) {
      var typed = value(facts, rule.code), amount = hundredths(typed), form;
      if (typed === BLANK || typed === ABSENT) { return []; }
      if (amount === null || !rule.decimals && amount % 100) {
        form = rule.decimals ? "0或正数，最多两位小数" : "0或正整数";
        return [finding(rule.code, "hard", "format", "应填" + form + "，现为“" + typed.slice(0, 20) + "”；没有这项业务填“不适用”")];
      }
      return amount > rule.most
        ? [finding(rule.code, "hard", "format", "应不超过" + said(rule.most) + rule.unit + "，现为" + said(amount))] : [];
    },
    within: function (rule, facts) {
      var part = hundredths(facts.values[rule.part]), whole = hundredths(facts.values[rule.whole]);
      return part !== null && whole !== null && part > whole
        ? [finding(rule.part, rule.level, "within", rule.name + said(part) + "，多于" + rule.of + said(whole))] : [];
    },
    balance: function (rule, facts) {
      var left = comeTo(rule.left, facts.terms), right = comeTo(rule.right, facts.terms), difference = left - right;
      if (left === null || right === null) { return []; }
      return difference > 0 || difference && !rule.at_most
        ? [finding(rule.code, "hard", "balance", rule.fault.replace(/\{d\}/g, said(Math.abs(difference))))] : [];
    },
    surge: function (rule, facts) {
      return figures(rule, facts, function (code, now, past) {
        var known = past.slice(0, rule.months).filter(function (one) { return one !== null; });
        var sum = total(known), n = known.length, mean, ratio;
        if (2 * n < rule.months || !sum || now < rule.least || now * n <= rule.times * sum) { return null; }
        mean = Math.floor((20 * sum + 100 * n) / (200 * n)) * 10;
        ratio = Math.floor((now * n * 10 + Math.floor(sum / 2)) / sum) * 10;
        return finding(code, "soft", "surge", "是近" + n + "个月均值" + said(mean) + "的" + said(ratio) + "倍，请说明");
      });
    },
    sudden_zero: function (rule, facts) {
      return figures(rule, facts, function (code, now, past) {
        var before = past.slice(0, rule.months);
        return now === 0 && before.length === rule.months && before.every(Boolean)
          ? finding(code, "soft", "sudden_zero", "前" + rule.months + "个月都有，本月为0，请说明") : null;
      });
    },
    hundred: function (rule, facts) {
      return figures(rule, facts, function (code, now, past) {
        var run = [now].concat(past.slice(0, rule.rounds - 1));
        return run.length === rule.rounds && run.every(function (one) { return one === 10000; })
          ? finding(code, "soft", "hundred", "连续" + rule.rounds + "期正好100%，请说明") : null;
      });
    },
    swing: function (rule, facts) {
      return figures(rule, facts, function (code, now, past) {
        var before = past.length ? past[0] : null, moved = Math.abs(now - before), share;
        if (!before || moved < rule.least || moved * 100 <= rule.percent * before) { return null; }
        share = Math.floor((moved * 200 + before) / (2 * before));
        return finding(code, "soft", "swing", "比上月" + (now > before ? "增加" : "减少") + share + "%，请说明");
      });
    },
  };

  function check(rules, facts) {
    var found = rules.reduce(function (all, rule) { return all.concat(KINDS[rule.kind](rule, facts)); }, []);
    var firm = found.filter(function (one) { return one.level !== "soft"; }), seen = {};
    firm.forEach(function (one) { seen[one.code] = true; });
    return firm.concat(found.filter(function (one) {
      if (one.level !== "soft" || seen[one.code]) { return false; }
      seen[one.code] = true;
      return true;
    }));
  }
  return { check: check, normal: normal, hundredths: hundredths, said: said };
})();
