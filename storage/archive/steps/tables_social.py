"""Step 1: the tables of donors, gifts and charity shops (`models.entities.social`); frozen."""

TABLES = """
CREATE TABLE donor (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "kind" TEXT, "campaign" TEXT, "contact" TEXT,
    "phone" TEXT, "address" TEXT, "note" TEXT
);
CREATE TABLE village_pairing (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "donor" TEXT, "division" TEXT, "campaign" TEXT, "starts"
    TEXT, "ends" TEXT, "plan" TEXT, "result" TEXT, "amount" INTEGER, "jobs" INTEGER
);
CREATE INDEX village_pairing_donor ON village_pairing("donor") WHERE "donor" IS NOT NULL;
CREATE TABLE charity_shop (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "kind" TEXT, "division" TEXT, "keeper" TEXT,
    "phone" TEXT, "opened" TEXT, "note" TEXT
);
CREATE TABLE donor_pairing (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "donor" TEXT, "campaign" TEXT,
    "starts" TEXT, "ends" TEXT, "content" TEXT, "note" TEXT
);
CREATE INDEX donor_pairing_household ON donor_pairing(household);
CREATE INDEX donor_pairing_donor ON donor_pairing("donor") WHERE "donor" IS NOT NULL;
CREATE TABLE gift (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "donor" TEXT, "person" TEXT,
    "date" TEXT, "form" TEXT, "goods" TEXT, "quantity" INTEGER, "quantity_unit" TEXT, "amount" INTEGER, "note"
    TEXT
);
CREATE INDEX gift_household ON gift(household);
CREATE INDEX gift_donor ON gift("donor") WHERE "donor" IS NOT NULL;
CREATE INDEX gift_person ON gift("person") WHERE "person" IS NOT NULL;
CREATE TABLE shop_points (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "charity_shop" TEXT, "person"
    TEXT, "date" TEXT, "way" TEXT, "points" INTEGER, "reason" TEXT, "value" INTEGER
);
CREATE INDEX shop_points_household ON shop_points(household);
CREATE INDEX shop_points_charity_shop ON shop_points("charity_shop") WHERE "charity_shop" IS NOT NULL;
CREATE INDEX shop_points_person ON shop_points("person") WHERE "person" IS NOT NULL;
"""
