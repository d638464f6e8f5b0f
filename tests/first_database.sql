INSERT INTO regions (id, name, zone, departments_in_all) VALUES ('north', 'North', 'Europe/Rome', 9);
INSERT INTO departments (id, region_id, name, language, staff, joined_on) VALUES ('alba', 'north', 'Alba', 'it', 12, '2027-03-01');
INSERT INTO people (id, email, name, language) VALUES (1, 'alba@example.org', 'Alba', 'it');
INSERT INTO roles (person_id, role, department_id) VALUES (1, 'chief', 'alba');
INSERT INTO questionnaires (sha256, id, version, text, kept_at) VALUES ('0a', 'social-media', '1', X'00', '2027-03-01T09:00:00+00:00');
INSERT INTO rounds (id, region_id, title, questionnaire_sha256, opens_on, closes_on, opened_at) VALUES (1, 'north', '2027', '0a', '2027-03-01', '2027-05-31', '2027-03-01T09:00:00+00:00');
INSERT INTO round_departments (round_id, department_id, name, staff, invited_at) VALUES (1, 'alba', 'Alba', 12, '2027-03-01T09:00:00+00:00');
INSERT INTO drafts (id, round_id, department_id, begun_at, worked_at, profile) VALUES (1, 1, 'alba', '2027-03-01T09:00:00+00:00', '2027-03-01T09:00:00+00:00', '{"staff": 12}');
INSERT INTO answer_versions VALUES (1, 'PI1.1', 1, '3', 1, 'Alba', '2027-03-01T09:00:00+00:00');
INSERT INTO answers VALUES (1, 'PI1.1', 1, '3', 1, 'Alba', '2027-03-01T09:00:00+00:00');
INSERT INTO note_versions VALUES (1, 'PI1.1', 'note', 1, 'page 2', 'Alba', '2027-03-01T09:00:00+00:00');
INSERT INTO notes VALUES (1, 'PI1.1', 'note', 1, 'page 2', 'Alba', '2027-03-01T09:00:00+00:00');
INSERT INTO sessions (digest, person_id, created_at, seen_at) VALUES ('5e', 1, '2027-03-01T09:00:00+00:00', '2027-03-01T09:00:00+00:00');
INSERT INTO events (at, actor, kind, region_id, department_id, round_id, details) VALUES ('2027-03-01T09:00:00+00:00', 'operator', 'department_added', 'north', 'alba', NULL, '{}')
