"""Step 1: the tables of elder care and disability aid (`models.entities.care`); frozen."""

TABLES = """
CREATE TABLE care_home (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "division" TEXT, "places" INTEGER, "manager"
    TEXT, "phone" TEXT, "opened" TEXT, "closed" TEXT, "note" TEXT
);
CREATE TABLE elder_care (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "model" TEXT,
    "starts" TEXT, "ends" TEXT, "share" INTEGER, "care_home" TEXT, "room" TEXT, "post_spell" TEXT, "carer_name"
    TEXT, "note" TEXT
);
CREATE INDEX elder_care_household ON elder_care(household);
CREATE INDEX elder_care_person ON elder_care("person") WHERE "person" IS NOT NULL;
CREATE INDEX elder_care_care_home ON elder_care("care_home") WHERE "care_home" IS NOT NULL;
CREATE INDEX elder_care_post_spell ON elder_care("post_spell") WHERE "post_spell" IS NOT NULL;
CREATE TABLE elder_child (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "name" TEXT,
    "relation" TEXT, "phone" TEXT, "monthly" INTEGER, "starts" TEXT, "ends" TEXT, "note" TEXT
);
CREATE INDEX elder_child_household ON elder_child(household);
CREATE INDEX elder_child_person ON elder_child("person") WHERE "person" IS NOT NULL;
CREATE TABLE elder_payment (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "month" TEXT,
    "elder_child" TEXT, "paid" INTEGER, "supplement" INTEGER, "paid_on" TEXT, "note" TEXT
);
CREATE INDEX elder_payment_household ON elder_payment(household);
CREATE INDEX elder_payment_person ON elder_payment("person") WHERE "person" IS NOT NULL;
CREATE INDEX elder_payment_elder_child ON elder_payment("elder_child") WHERE "elder_child" IS NOT NULL;
CREATE TABLE disability_aid (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "kind" TEXT,
    "starts" TEXT, "ends" TEXT, "monthly" INTEGER, "approved" TEXT, "stop_reason" TEXT, "note" TEXT
);
CREATE INDEX disability_aid_household ON disability_aid(household);
CREATE INDEX disability_aid_person ON disability_aid("person") WHERE "person" IS NOT NULL;
CREATE TABLE disability_device (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "date" TEXT,
    "device" TEXT, "quantity" INTEGER, "amount" INTEGER, "provider" TEXT, "note" TEXT
);
CREATE INDEX disability_device_household ON disability_device(household);
CREATE INDEX disability_device_person ON disability_device("person") WHERE "person" IS NOT NULL;
"""
