"""Tables of the payouts case types, as step 1 makes them."""

TABLES = """
CREATE TABLE payout_batch (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "name" TEXT, "programme" TEXT, "period" TEXT, "date" TEXT,
    "division" TEXT, "batch_state" TEXT, "note" TEXT
);
CREATE TABLE payout_line (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "payout_batch" TEXT, "person"
    TEXT, "programme" TEXT, "period" TEXT, "amount" INTEGER, "payee" TEXT, "payee_id" TEXT, "bank_name" TEXT,
    "account" TEXT, "payout_state" TEXT, "paid_on" TEXT, "bank_reason" TEXT, "source" TEXT, "note" TEXT
);
CREATE INDEX payout_line_household ON payout_line(household);
CREATE INDEX payout_line_payout_batch ON payout_line("payout_batch") WHERE "payout_batch" IS NOT NULL;
CREATE INDEX payout_line_person ON payout_line("person") WHERE "person" IS NOT NULL;
"""
