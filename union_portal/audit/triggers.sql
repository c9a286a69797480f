-- What PostgreSQL keeps for every audited table. Idempotent: run after every migration (schema.py).

CREATE OR REPLACE FUNCTION audit_request_id() RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  stamp jsonb := nullif(current_setting('portal.request', true), '')::jsonb;
BEGIN
  IF stamp IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO audit_auditrequest (id, at, "user", name, post, address, route, reason, signature)
  SELECT (stamp->>'id')::uuid, (stamp->>'at')::timestamptz, (stamp->>'user')::bigint, stamp->>'name',
         stamp->>'post', stamp->>'address', stamp->>'route', stamp->>'reason', stamp->>'signature'
  ON CONFLICT (id) DO NOTHING;
  RETURN (stamp->>'id')::uuid;
END $$;

-- The row as the trail may show it: hidden (encrypted) columns by name only.
CREATE OR REPLACE FUNCTION audit_image(line jsonb, hidden text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(key, CASE WHEN key = ANY (hidden) AND value <> 'null' THEN '"〔加密〕"' ELSE value END)
  FROM jsonb_each(line)
$$;

CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  request uuid;
  total int;
BEGIN
  SELECT count(*) INTO total FROM new_rows;
  IF total = 0 THEN
    RETURN NULL;
  END IF;
  request := audit_request_id();
  IF total > 1000 AND TG_NARGS = 1 THEN
    -- a bulk load is one line: its rows are their own first image, and every later change keeps a "before"
    INSERT INTO audit_auditentry (at, request_id, action, "table", row, last_row, rows)
    SELECT clock_timestamp(), request, 'I', TG_TABLE_NAME, min(n.id), max(n.id), total FROM new_rows n;
  ELSE
    INSERT INTO audit_auditentry (at, request_id, action, "table", row, rows, org, after)
    SELECT clock_timestamp(), request, 'I', TG_TABLE_NAME, (to_jsonb(n)->>'id')::bigint, 1,
           (to_jsonb(n)->>'org_id')::bigint, audit_image(to_jsonb(n), TG_ARGV[0]::text[])
    FROM new_rows n;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  request uuid := audit_request_id();
  hidden text[] := TG_ARGV[0]::text[];
BEGIN
  IF TG_NARGS > 1 THEN
    -- a table whose key is no number: the line names its key among what it was and became
    INSERT INTO audit_auditentry (at, request_id, action, "table", rows, before, after)
    SELECT clock_timestamp(), request, 'U', TG_TABLE_NAME, 1,
           audit_image(to_jsonb(o), hidden), audit_image(to_jsonb(n), hidden)
    FROM old_rows o JOIN new_rows n ON to_jsonb(o) -> TG_ARGV[1] = to_jsonb(n) -> TG_ARGV[1]
    WHERE to_jsonb(o) <> to_jsonb(n);
    RETURN NULL;
  END IF;
  INSERT INTO audit_auditentry (at, request_id, action, "table", row, rows, org, before, after)
  SELECT clock_timestamp(), request, 'U', TG_TABLE_NAME, (line.new->>'id')::bigint, 1,
         (line.new->>'org_id')::bigint, audit_image(change.before, hidden), audit_image(change.after, hidden)
  FROM (SELECT to_jsonb(o) AS old, to_jsonb(n) AS new FROM old_rows o JOIN new_rows n USING (id)) line
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(key, line.old->key) AS before, jsonb_object_agg(key, value) AS after
    FROM jsonb_each(line.new)
    WHERE value IS DISTINCT FROM line.old->key
  ) change
  WHERE change.after - 'version' <> '{}';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  request uuid := audit_request_id();
BEGIN
  INSERT INTO audit_auditentry (at, request_id, action, "table", row, rows, org, before)
  SELECT clock_timestamp(), request, 'D', TG_TABLE_NAME, (to_jsonb(o)->>'id')::bigint, 1,
         (to_jsonb(o)->>'org_id')::bigint, audit_image(to_jsonb(o), TG_ARGV[0]::text[])
  FROM old_rows o;
  RETURN NULL;
END $$;

-- A save that started from an older version is refused, whichever door it came through (D11).
CREATE OR REPLACE FUNCTION record_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version THEN
    RAISE EXCEPTION '记录已被他人修改（现为第 % 版，提交的是第 % 版）', OLD.version, NEW.version
      USING ERRCODE = 'PT409';
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
