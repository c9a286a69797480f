"""The database reads the dated rules and the calendar itself, for triggers and for sets of rows."""

import json
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).parent.parent / "rules.json"

FORWARD = """
CREATE FUNCTION rule_in_force(rule text, day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT value FROM parameters_ruleparameter
  WHERE code = rule AND scope_division = ''
    AND (since IS NULL OR since <= day) AND (until IS NULL OR day < until)
$$;

CREATE FUNCTION verified_rule(rule text, day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT value FROM parameters_ruleparameter
  WHERE code = rule AND scope_division = '' AND verified
    AND (since IS NULL OR since <= day) AND (until IS NULL OR day < until)
$$;

CREATE FUNCTION is_working_day(asked date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT is_workday FROM parameters_workcalendar WHERE day = asked),
                  extract(isodow FROM asked) < 6)
$$;

CREATE FUNCTION legal_deadline(rule text, start date) RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
  term jsonb := rule_in_force(rule, start);
  n int := (term ->> 'n')::int;
  day date := start;
BEGIN
  IF term IS NULL OR start IS NULL THEN RETURN NULL; END IF;
  IF term ->> 'unit' = 'WORKING_DAY' THEN
    WHILE n > 0 LOOP
      day := day + 1;
      IF is_working_day(day) THEN n := n - 1; END IF;
    END LOOP;
    RETURN day;
  END IF;
  day := CASE coalesce(term ->> 'unit', 'CALENDAR_DAY')
    WHEN 'MONTH' THEN (start + make_interval(months => n))::date
    WHEN 'YEAR' THEN (start + make_interval(years => n))::date
    ELSE start + n END;
  WHILE coalesce(term ->> 'roll_policy', 'FORWARD') = 'FORWARD' AND NOT is_working_day(day) LOOP
    day := day + 1;
  END LOOP;
  RETURN day;
END $$;
"""
BACKWARD = """
DROP FUNCTION legal_deadline(text, date);
DROP FUNCTION is_working_day(date);
DROP FUNCTION verified_rule(text, date);
DROP FUNCTION rule_in_force(text, date);
"""


def load(apps, schema_editor):
    """Rules added to rules.json since: a code already known here is left as it is."""
    database = schema_editor.connection.alias
    rule = apps.get_model("parameters", "RuleParameter").objects.using(database)
    known = set(rule.values_list("code", flat=True))
    lines = json.loads(RULES.read_text(encoding="utf8"))
    rule.bulk_create([rule.model(**line) for line in lines if line["code"] not in known])


class Migration(migrations.Migration):
    dependencies = [("parameters", "0004_rules_of_joining")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
