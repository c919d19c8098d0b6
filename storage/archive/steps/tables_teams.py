"""Step 1: the tables of village teams and handbooks (`models.entities.teams`); frozen."""

TABLES = """
CREATE TABLE village_team (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "division" TEXT, "level" TEXT, "unit" TEXT,
    "starts" TEXT, "ends" TEXT, "note" TEXT
);
CREATE TABLE team_member (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "duty" TEXT, "village_team" TEXT, "division"
    TEXT, "sex" TEXT, "politics" TEXT, "level" TEXT, "unit" TEXT, "phone" TEXT, "starts" TEXT, "ends" TEXT,
    "note" TEXT
);
CREATE INDEX team_member_village_team ON team_member("village_team") WHERE "village_team" IS NOT NULL;
CREATE TABLE team_month (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "team_member" TEXT, "month" TEXT, "due" INTEGER, "present"
    INTEGER, "valid" INTEGER, "log" TEXT
);
CREATE INDEX team_month_team_member ON team_month("team_member") WHERE "team_member" IS NOT NULL;
CREATE TABLE team_plan (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "village_team" TEXT, "division" TEXT, "year" INTEGER,
    "content" TEXT, "due" TEXT, "done" TEXT, "result" TEXT
);
CREATE INDEX team_plan_village_team ON team_plan("village_team") WHERE "village_team" IS NOT NULL;
CREATE TABLE handbook (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "year" INTEGER, "number" TEXT,
    "printed" TEXT, "handed" TEXT, "signed" TEXT, "signer" TEXT, "attachment" TEXT, "note" TEXT
);
CREATE INDEX handbook_household ON handbook(household);
CREATE INDEX handbook_attachment ON handbook("attachment") WHERE "attachment" IS NOT NULL;
"""
