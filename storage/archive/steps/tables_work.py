"""Step 1: the tables of work (`models.entities.work`); frozen."""

TABLES = """
CREATE TABLE workplace (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "kind" TEXT, "division" TEXT, "address" TEXT,
    "business" TEXT, "contact" TEXT, "phone" TEXT, "opened" TEXT, "closed" TEXT, "places" INTEGER, "note" TEXT
);
CREATE TABLE work_spell (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "county" TEXT,
    "gone" INTEGER, "starts" TEXT, "ends" TEXT, "month_wage" INTEGER, "travel_aid" INTEGER, "workplace" TEXT,
    "employer" TEXT, "industry" TEXT, "channel" TEXT, "point_to_point" INTEGER, "planned" INTEGER,
    "planned_county" TEXT, "service_need" TEXT, "note" TEXT
);
CREATE INDEX work_spell_household ON work_spell(household);
CREATE INDEX work_spell_person ON work_spell("person") WHERE "person" IS NOT NULL;
CREATE INDEX work_spell_workplace ON work_spell("workplace") WHERE "workplace" IS NOT NULL;
CREATE TABLE post_spell (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "post" TEXT,
    "workplace" TEXT, "starts" TEXT, "ends" TEXT, "month_pay" INTEGER, "duty" TEXT, "agreement" TEXT, "leaving"
    TEXT, "note" TEXT
);
CREATE INDEX post_spell_household ON post_spell(household);
CREATE INDEX post_spell_person ON post_spell("person") WHERE "person" IS NOT NULL;
CREATE INDEX post_spell_workplace ON post_spell("workplace") WHERE "workplace" IS NOT NULL;
CREATE TABLE job_training (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "need" TEXT,
    "course" TEXT, "institution" TEXT, "starts" TEXT, "ends" TEXT, "hours" INTEGER, "funds" TEXT, "finished"
    INTEGER, "certificate" TEXT, "went_to" TEXT, "month_wage" INTEGER, "employer" TEXT, "note" TEXT
);
CREATE INDEX job_training_household ON job_training(household);
CREATE INDEX job_training_person ON job_training("person") WHERE "person" IS NOT NULL;
"""
