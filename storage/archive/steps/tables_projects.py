"""Tables of projects, shares, distributions and dividends."""

TABLES = """
CREATE TABLE project (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "number" TEXT, "name" TEXT, "division" TEXT, "year"
    INTEGER, "kind" TEXT, "industry" TEXT, "content" TEXT, "unit" TEXT, "person_in_charge" TEXT, "phone" TEXT,
    "planned_start" TEXT, "planned_end" TEXT, "started" TEXT, "finished" TEXT, "state" TEXT, "progress" INTEGER,
    "investment" INTEGER, "central" INTEGER, "province" INTEGER, "city" INTEGER, "county" INTEGER, "township"
    INTEGER, "social" INTEGER, "fund_kind" TEXT, "asset_class" TEXT, "property_owner" TEXT, "operator" TEXT,
    "rent" INTEGER, "yield_rate" INTEGER, "contract_start" TEXT, "contract_end" TEXT, "right_share" INTEGER,
    "household_share" INTEGER, "method" TEXT, "note" TEXT
);
CREATE TABLE share (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "project" TEXT, "person" TEXT,
    "units" INTEGER, "value" INTEGER, "starts" TEXT, "ends" TEXT, "certificate" TEXT, "note" TEXT
);
CREATE INDEX share_household ON share(household);
CREATE INDEX share_project ON share("project") WHERE "project" IS NOT NULL;
CREATE INDEX share_person ON share("person") WHERE "person" IS NOT NULL;
CREATE TABLE distribution (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "project" TEXT, "division" TEXT, "year" INTEGER, "batch"
    TEXT, "income" INTEGER, "right_share" INTEGER, "household_share" INTEGER, "method" TEXT, "weights" TEXT,
    "total" INTEGER, "village_amount" INTEGER, "other_amount" INTEGER, "item" TEXT, "counts" INTEGER, "decided"
    TEXT, "note" TEXT
);
CREATE INDEX distribution_project ON distribution("project") WHERE "project" IS NOT NULL;
CREATE TABLE dividend (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "distribution" TEXT, "project"
    TEXT, "year" INTEGER, "batch" TEXT, "basis" INTEGER, "amount" INTEGER, "paid" TEXT, "signed" INTEGER, "note"
    TEXT
);
CREATE INDEX dividend_household ON dividend(household);
CREATE INDEX dividend_distribution ON dividend("distribution") WHERE "distribution" IS NOT NULL;
CREATE INDEX dividend_project ON dividend("project") WHERE "project" IS NOT NULL;
"""
