alter table cup add column handle text;
