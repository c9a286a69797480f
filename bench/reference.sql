-- The same measures as the indicators', written by hand: one grouped query a table.

SELECT org_id,
  count(*) FILTER (WHERE (dissolved_on IS NULL OR dissolved_on > %(last)s) AND approved_on <= %(last)s
                     AND kind IN ('independent', 'joint')) AS "ORG01",
  count(*) FILTER (WHERE kind = 'independent' AND approved_on >= %(start)s AND approved_on < %(end)s) AS "ORG07"
FROM enterprises_grassrootsunion GROUP BY org_id;

WITH covered AS (
  SELECT DISTINCT a.enterprise_id
  FROM enterprises_affiliation a JOIN enterprises_grassrootsunion u ON u.id = a.union_id
  WHERE (a.until IS NULL OR a.until > %(last)s) AND a.since <= %(last)s AND a.mode <> 'federation'
    AND (u.dissolved_on IS NULL OR u.dissolved_on > %(last)s) AND u.approved_on <= %(last)s
), eligible AS (
  SELECT enterprise_id, bool_or(kind = 'unionize') AS unionize, bool_or(kind = 'bargain') AS bargain,
         bool_or(kind = 'operating') AS operating, bool_or(kind = 'above_size') AS above_size
  FROM enterprises_eligibility
  WHERE met AND (until IS NULL OR until > %(last)s) AND since <= %(last)s GROUP BY enterprise_id
), headcount AS (
  SELECT enterprise_id, bool_or(employees >= 100) AS hundred, bool_or(women >= 1) AS women
  FROM enterprises_headcount
  WHERE (until IS NULL OR until > %(last)s) AND since <= %(last)s GROUP BY enterprise_id
), small AS (
  SELECT DISTINCT enterprise_id FROM enterprises_sizeclass
  WHERE size IN ('S', 'X') AND (until IS NULL OR until > %(last)s) AND since <= %(last)s
), democratic AS (
  SELECT f.enterprise_id, bool_or(f.kind <> 'disclosure') AS congress, bool_or(f.kind = 'disclosure') AS disclosure
  FROM enterprises_democraticform f
  WHERE (f.until IS NULL OR f.until > %(last)s) AND f.since <= %(last)s
    AND f.id IN (SELECT form_id FROM enterprises_congressmeeting
                 WHERE held_on > %(year_before)s AND held_on <= %(last)s)
  GROUP BY f.enterprise_id
), contract AS (
  SELECT *, effective_on <= %(last)s AS in_force FROM bargaining_contract
  WHERE (terminated_on IS NULL OR terminated_on > %(last)s) AND expires_on >= %(last)s
), bound AS (
  SELECT enterprise_id, bool_or(in_force) AS any, bool_or(in_force AND kind = 'comprehensive') AS comprehensive,
         bool_or(in_force AND kind = 'wage') AS wage, bool_or(in_force AND kind = 'wage' AND own) AS own_wage,
         bool_or(in_force AND (women <> 'none' OR kind = 'women')) AS women,
         bool_or(in_force AND standardised_on <= %(last)s) AS standardised,
         bool_or(kind = 'wage' AND signed_on <= %(last)s) AS signed_wage
  FROM (
    SELECT enterprise_id, true AS own, in_force, kind, women, standardised_on, signed_on
    FROM contract WHERE scope = 'enterprise'
    UNION ALL
    SELECT v.enterprise_id, false, c.in_force, c.kind, c.women, c.standardised_on, c.signed_on
    FROM bargaining_contractcoverage v JOIN contract c ON c.id = v.contract_id
    WHERE (v.until IS NULL OR v.until > %(last)s) AND v.since <= %(last)s
  ) each GROUP BY enterprise_id
), model AS (
  SELECT DISTINCT enterprise_id FROM bargaining_modelenterprise
  WHERE (until IS NULL OR until > %(last)s) AND since <= %(last)s
), firm AS (
  SELECT e.org_id, e.ownership, (e.closed_on IS NULL OR e.closed_on > %(last)s) AS open,
         covered.enterprise_id IS NOT NULL AS covered, small.enterprise_id IS NOT NULL AS small,
         model.enterprise_id IS NOT NULL AS model, l.unionize, l.bargain, l.operating, l.above_size,
         h.hundred, h.women AS has_women, d.congress, d.disclosure,
         b.any, b.comprehensive, b.wage, b.own_wage, b.women, b.standardised, b.signed_wage
  FROM enterprises_enterprise e
  LEFT JOIN covered ON covered.enterprise_id = e.id LEFT JOIN small ON small.enterprise_id = e.id
  LEFT JOIN model ON model.enterprise_id = e.id LEFT JOIN eligible l ON l.enterprise_id = e.id
  LEFT JOIN headcount h ON h.enterprise_id = e.id LEFT JOIN democratic d ON d.enterprise_id = e.id
  LEFT JOIN bound b ON b.enterprise_id = e.id
)
SELECT org_id,
  count(*) FILTER (WHERE covered) AS "ORG02",
  count(*) FILTER (WHERE unionize AND covered) AS "ORG04_n",
  count(*) FILTER (WHERE unionize) AS "ORG04_d",
  count(*) FILTER (WHERE above_size AND unionize AND covered) AS "ORG05_n",
  count(*) FILTER (WHERE above_size AND unionize) AS "ORG05_d",
  count(*) FILTER (WHERE hundred AND unionize AND covered) AS "ORG06_n",
  count(*) FILTER (WHERE hundred AND unionize) AS "ORG06_d",
  count(*) FILTER (WHERE congress) AS "DEM01",
  count(*) FILTER (WHERE covered AND operating AND congress) AS "DEM03_n",
  count(*) FILTER (WHERE covered AND operating) AS "DEM03_d",
  count(*) FILTER (WHERE disclosure) AS "DEM04",
  count(*) FILTER (WHERE ownership IN ('11', '32') AND open AND covered AND disclosure) AS "DEM06_n",
  count(*) FILTER (WHERE ownership IN ('11', '32') AND open AND covered) AS "DEM06_d",
  count(*) FILTER (WHERE ownership IN ('21', '22', '23') AND operating AND disclosure) AS "DEM07_n",
  count(*) FILTER (WHERE ownership IN ('21', '22', '23') AND operating) AS "DEM07_d",
  count(*) FILTER (WHERE comprehensive) AS "BAR02",
  count(*) FILTER (WHERE wage) AS "BAR05",
  count(*) FILTER (WHERE own_wage) AS "BAR07",
  count(*) FILTER (WHERE wage AND small) AS "BAR08",
  count(*) FILTER (WHERE "any" AND has_women AND women) AS "BAR11_n",
  count(*) FILTER (WHERE "any" AND has_women) AS "BAR11_d",
  count(*) FILTER (WHERE bargain AND covered) AS "BAR13",
  count(*) FILTER (WHERE bargain AND covered AND comprehensive) AS "BAR14_n",
  count(*) FILTER (WHERE bargain AND covered) AS "BAR14_d",
  count(*) FILTER (WHERE bargain AND covered AND wage) AS "BAR15_n",
  count(*) FILTER (WHERE bargain AND covered) AS "BAR15_d",
  count(*) FILTER (WHERE bargain AND covered AND signed_wage) AS "BAR16_n",
  count(*) FILTER (WHERE bargain AND covered) AS "BAR16_d",
  count(*) FILTER (WHERE bargain AND covered AND hundred AND own_wage) AS "BAR18_n",
  count(*) FILTER (WHERE bargain AND covered AND hundred) AS "BAR18_d",
  count(*) FILTER (WHERE covered AND wage) AS "BAR19_n",
  count(*) FILTER (WHERE covered) AS "BAR19_d",
  count(*) FILTER (WHERE covered AND hundred AND model) AS "BAR21_n",
  count(*) FILTER (WHERE covered AND hundred) AS "BAR21_d",
  count(*) FILTER (WHERE hundred AND standardised) AS "BAR22"
FROM firm GROUP BY org_id;

SELECT a.org_id,
  count(*) FILTER (WHERE a.mode = 'own' AND a.employees >= 100) AS "ORG08",
  count(*) FILTER (WHERE a.mode = 'joint' AND a.enterprise_id IN (
    SELECT enterprise_id FROM enterprises_sizeclass
    WHERE size IN ('S', 'X') AND (until IS NULL OR until > %(last)s) AND since <= %(last)s)) AS "ORG10",
  coalesce(sum(a.employees), 0) AS "ORG13"
FROM enterprises_affiliation a JOIN enterprises_grassrootsunion u ON u.id = a.union_id
WHERE a.since >= %(start)s AND a.since < %(end)s AND a.mode <> 'federation' AND u.approved_on < %(end)s
GROUP BY a.org_id;

SELECT a.org_id, count(DISTINCT a.enterprise_id) AS "MEM21"
FROM enterprises_affiliation a JOIN enterprises_grassrootsunion u ON u.id = a.union_id
WHERE a.since >= %(start)s AND a.since < %(end)s AND a.mode <> 'federation' AND u.approved_on < %(end)s
  AND a.origin = 'service'
GROUP BY ROLLUP (a.org_id);

SELECT s.org_id,
  count(*) FILTER (WHERE enrolled) AS "MEM01",
  count(*) FILTER (WHERE enrolled AND collected) AS "MEM02",
  count(*) FILTER (WHERE enrolled AND collected) AS "MEM03_n",
  count(*) FILTER (WHERE enrolled) AS "MEM03_d",
  count(*) FILTER (WHERE enrolled AND with_mobile) AS "MEM05",
  count(*) FILTER (WHERE admitted) AS "MEM07",
  count(*) FILTER (WHERE admitted AND source = 'new_union') AS "MEM08",
  count(*) FILTER (WHERE admitted AND source = 'individual') AS "MEM09",
  count(*) FILTER (WHERE admitted AND source = 'existing') AS "MEM10",
  count(*) FILTER (WHERE "left") AS "MEM13",
  count(*) FILTER (WHERE enrolled AND is_migrant) AS "MEM15",
  count(*) FILTER (WHERE enrolled AND sex = 'F') AS "MEM16",
  count(*) FILTER (WHERE enrolled AND collected AND carded) AS "MEM24_n",
  count(*) FILTER (WHERE enrolled AND collected) AS "MEM24_d"
FROM (
  SELECT s.org_id, s.source, m.is_migrant, m.sex, m.mobile IS NOT NULL AS with_mobile,
    (s.until IS NULL OR s.until > %(last)s) AND s.since <= %(last)s AND s.standing = 'active' AS enrolled,
    m.collected_on <= %(last)s AS collected,
    s.since >= %(start)s AND s.since < %(end)s AND s.start = 'admission' AND s.standing = 'active'
      AND (s.until IS NULL OR s.until > s.since OR s."end" IN ('transfer', 'retained'))
      AND s.id NOT IN (SELECT again.id FROM members_membership again
        JOIN members_membership earlier ON earlier.member_id = again.member_id
          AND (earlier.since, earlier.id) < (again.since, again.id)
          AND earlier.since >= date_trunc('year', again.since)
        WHERE again.since >= %(start)s AND again.since < %(end)s
          AND again.start = 'admission' AND again.standing = 'active'
          AND earlier.start = 'admission' AND earlier.standing = 'active'
          AND (earlier.until IS NULL OR earlier.until > earlier.since
               OR earlier."end" IN ('transfer', 'retained'))) AS admitted,
    s.until >= %(start)s AND s.until < %(end)s AND s.standing = 'active'
      AND (s.until > s.since OR s."end" IN ('transfer', 'retained')) AS "left",
    s.member_id IN (SELECT member_id FROM members_card
      WHERE (ended_on IS NULL OR ended_on > %(last)s) AND issued_on <= %(last)s) AS carded
  FROM members_membership s JOIN members_member m ON m.id = s.member_id
) s GROUP BY s.org_id;

SELECT org_id,
  count(*) FILTER (WHERE issued_on < %(end)s) AS "MEM22",
  count(*) FILTER (WHERE issued_on >= %(start)s AND issued_on < %(end)s) AS "MEM23"
FROM members_card WHERE replaces_id IS NULL GROUP BY org_id;

SELECT org_id,
  count(*) FILTER (WHERE title = 'national_model') AS "HON01",
  count(*) FILTER (WHERE title = 'city_model') AS "HON02",
  count(*) FILTER (WHERE title = 'city_advanced') AS "HON03",
  count(*) FILTER (WHERE title = 'city_collective') AS "HON04",
  count(*) FILTER (WHERE title = 'collective') AS "HON06",
  count(*) FILTER (WHERE title = 'craftsman') AS "SKL12"
FROM members_honour WHERE awarded_on >= %(start)s AND awarded_on < %(end)s GROUP BY org_id;

SELECT org_id, count(*) AS "GOV02"
FROM members_delegate WHERE elected_on >= %(start)s AND elected_on < %(end)s GROUP BY org_id;

SELECT c.org_id,
  count(*) FILTER (WHERE in_force AND kind = 'comprehensive') AS "BAR01",
  count(*) FILTER (WHERE in_force AND kind = 'wage') AS "BAR04",
  count(*) FILTER (WHERE in_force AND scope IN ('regional', 'industry')) AS "BAR09",
  count(*) FILTER (WHERE in_force AND kind = 'women') AS "BAR10",
  count(*) FILTER (WHERE in_force AND kind = 'safety') AS "BAR12",
  count(*) FILTER (WHERE due AND renewed) AS "BAR17_n",
  count(*) FILTER (WHERE due) AS "BAR17_d"
FROM (
  SELECT c.org_id, c.kind, c.scope,
    (c.terminated_on IS NULL OR c.terminated_on > %(last)s)
      AND c.effective_on <= %(last)s AND c.expires_on >= %(last)s AS in_force,
    c.expires_on >= %(start)s AND c.expires_on < %(end)s AND c.kind = 'wage' AND c.terminated_on IS NULL
      AND (c.scope <> 'enterprise' OR EXISTS (
        SELECT 1 FROM enterprises_eligibility l WHERE l.enterprise_id = c.enterprise_id AND l.kind = 'bargain'
          AND l.met AND l.since <= c.expires_on AND (l.until IS NULL OR l.until > c.expires_on))) AS due,
    n.id IS NOT NULL AS renewed
  FROM bargaining_contract c
  LEFT JOIN bargaining_contract n
    ON n.renews_id = c.id AND n.signed_on <= least(c.expires_on + 90, %(last)s::date)
) c GROUP BY c.org_id;

SELECT org_id, min(raise_percent) AS "BAR29"
FROM bargaining_contract
WHERE signed_on >= %(start)s AND signed_on < %(end)s AND kind = 'wage' GROUP BY ROLLUP (org_id);

WITH contract AS (
  SELECT id, kind, scope, enterprise_id FROM bargaining_contract
  WHERE (terminated_on IS NULL OR terminated_on > %(last)s)
    AND effective_on <= %(last)s AND expires_on >= %(last)s AND kind IN ('wage', 'comprehensive')
), bound AS (
  SELECT enterprise_id, bool_or(kind = 'comprehensive') AS comprehensive, bool_or(kind = 'wage') AS wage
  FROM (
    SELECT enterprise_id, kind FROM contract WHERE scope = 'enterprise'
    UNION ALL
    SELECT v.enterprise_id, c.kind FROM bargaining_contractcoverage v JOIN contract c ON c.id = v.contract_id
    WHERE (v.until IS NULL OR v.until > %(last)s) AND v.since <= %(last)s
  ) each GROUP BY enterprise_id
)
SELECT h.org_id,
  coalesce(sum(h.employees) FILTER (WHERE comprehensive), 0) AS "BAR03",
  coalesce(sum(h.employees) FILTER (WHERE wage), 0) AS "BAR06"
FROM enterprises_headcount h JOIN bound b ON b.enterprise_id = h.enterprise_id
WHERE (h.until IS NULL OR h.until > %(last)s) AND h.since <= %(last)s GROUP BY h.org_id;

SELECT org_id, count(*) AS "BAR20"
FROM bargaining_modelenterprise
WHERE (until IS NULL OR until > %(last)s) AND since <= %(last)s GROUP BY org_id;

SELECT org_id,
  count(*) FILTER (WHERE accepted) AS "DIS01",
  count(*) FILTER (WHERE closed AND outcome = 'settled') AS "DIS02",
  coalesce(sum(workers) FILTER (WHERE accepted), 0) AS "DIS04",
  count(*) FILTER (WHERE closed AND outcome IN ('arbitration', 'court')) AS "DIS11",
  count(*) FILTER (WHERE accepted AND source = 'joint') AS "DIS12",
  count(*) FILTER (WHERE accepted AND workers >= 10) AS "DIS13"
FROM (
  SELECT org_id, outcome, workers, source, accepted_on >= %(start)s AND accepted_on < %(end)s AS accepted,
         closed_on >= %(start)s AND closed_on < %(end)s AS closed FROM disputes_case
) c GROUP BY org_id;

SELECT r.org_id, coalesce(sum(r.agreed), 0) AS "DIS05",
  coalesce(sum(r.agreed) FILTER (WHERE c.claim = 'wages'), 0) AS "DIS06"
FROM disputes_recovery r JOIN disputes_case c ON c.id = r.case_id
WHERE r.agreed_on >= %(start)s AND r.agreed_on < %(end)s GROUP BY r.org_id;

SELECT org_id, count(*) AS "DIS15"
FROM disputes_inspectionsquad
WHERE (until IS NULL OR until > %(last)s) AND since <= %(last)s GROUP BY org_id;

SELECT org_id, count(*) AS "LAW01"
FROM disputes_legalaid WHERE accepted_on >= %(start)s AND accepted_on < %(end)s GROUP BY org_id;

SELECT org_id, count(DISTINCT document_index) AS "LAW02"
FROM disputes_legalaid WHERE accepted_on >= %(start)s AND accepted_on < %(end)s GROUP BY ROLLUP (org_id);

SELECT org_id,
  count(*) FILTER (WHERE (closed_on IS NULL OR closed_on > %(last)s) AND filed_on <= %(last)s) AS "AST01",
  count(*) FILTER (WHERE filed_on >= %(start)s AND filed_on < %(end)s) AS "AST02",
  count(*) FILTER (WHERE closed_on >= %(start)s AND closed_on < %(end)s AND exit = 'recovered') AS "AST03"
FROM assistance_household GROUP BY org_id;

SELECT org_id,
  count(*) FILTER (WHERE paid AND kind = 'school') AS "AST13",
  coalesce(sum(amount) FILTER (WHERE paid AND kind = 'school'), 0) AS "AST14",
  count(*) FILTER (WHERE approved_on >= %(start)s AND approved_on < %(end)s
                     AND kind = 'emergency' AND refused_on IS NULL) AS "AST15",
  coalesce(sum(amount) FILTER (WHERE paid AND kind = 'emergency'), 0) AS "AST16",
  count(*) FILTER (WHERE paid AND kind = 'model') AS "AST18",
  count(*) FILTER (WHERE paid AND kind = 'women') AS "AST19"
FROM (SELECT *, paid_on >= %(start)s AND paid_on < %(end)s AS paid FROM assistance_aid) a GROUP BY org_id;

SELECT org_id, count(DISTINCT household_id) AS "AST11"
FROM assistance_aid
WHERE paid_on >= %(start)s AND paid_on < %(end)s AND kind = 'warmth' GROUP BY ROLLUP (org_id);

SELECT org_id, coalesce(sum(amount), 0) AS "AST17"
FROM assistance_fundmovement
WHERE moved_on >= %(start)s AND moved_on < %(end)s AND kind = 'raised' GROUP BY org_id;

SELECT org_id,
  count(*) FILTER (WHERE kept AND kind = 'station') AS "STA01",
  count(*) FILTER (WHERE kept AND kind = 'station' AND standardised_on <= %(last)s) AS "STA02",
  count(*) FILTER (WHERE kept AND kind = 'station' AND standardised_on <= %(last)s) AS "STA03_n",
  count(*) FILTER (WHERE kept AND kind = 'station') AS "STA03_d",
  count(*) FILTER (WHERE kept AND kind = 'home') AS "STA06",
  count(*) FILTER (WHERE kept AND kind = 'rest_stop') AS "STA09",
  count(*) FILTER (WHERE since >= %(start)s AND since < %(end)s AND kind = 'rest_stop') AS "STA10",
  count(*) FILTER (WHERE kept AND kind = 'nursing') AS "STA13",
  count(*) FILTER (WHERE kept AND kind = 'culture') AS "STA14",
  count(*) FILTER (WHERE kept AND kind = 'studio') AS "SKL05"
FROM (
  SELECT *, (until IS NULL OR until > %(last)s) AND since <= %(last)s AS kept FROM stations_station
) s GROUP BY org_id;

SELECT t.org_id,
  coalesce(sum(t.persons) FILTER (WHERE a.kind = 'card'), 0) AS "SVC04",
  coalesce(sum(t.persons) FILTER (WHERE a.kind = 'contest'), 0) AS "SKL01",
  coalesce(sum(t.persons) FILTER (WHERE a.kind = 'lecture'), 0) AS "SKL10",
  coalesce(sum(t.persons) FILTER (WHERE a.kind = 'culture'), 0) AS "CUL02",
  coalesce(sum(t.persons) FILTER (WHERE a.kind = 'volunteer'), 0) AS "CUL03"
FROM stations_attendance t JOIN stations_activity a ON a.id = t.activity_id
WHERE a.held_on >= %(start)s AND a.held_on < %(end)s GROUP BY t.org_id;

SELECT t.org_id, count(DISTINCT t.enterprise_id) AS "SKL03"
FROM stations_attendance t JOIN stations_activity a ON a.id = t.activity_id
WHERE a.held_on >= %(start)s AND a.held_on < %(end)s AND a.kind = 'innovation' GROUP BY ROLLUP (t.org_id);

SELECT org_id, count(*) AS "SVC08"
FROM stations_project WHERE approved_on >= %(start)s AND approved_on < %(end)s GROUP BY org_id;

SELECT org_id, count(*) AS "SVC09"
FROM stations_gridunit WHERE (until IS NULL OR until > %(last)s) AND since <= %(last)s GROUP BY org_id;

SELECT org_id,
  count(*) FILTER (WHERE kind = 'lecture') AS "SKL09", count(*) FILTER (WHERE kind = 'culture') AS "CUL01"
FROM stations_activity WHERE held_on >= %(start)s AND held_on < %(end)s GROUP BY org_id;
