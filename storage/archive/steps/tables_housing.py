"""Table of house renovations, as step 1 makes it."""

TABLES = """
CREATE TABLE housing (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "number" TEXT, "plan_year"
    INTEGER, "person" TEXT, "people" INTEGER, "hardship" TEXT, "one_homestead" INTEGER, "border" INTEGER,
    "energy_pilot" INTEGER, "quake_pilot" INTEGER, "full_cover" INTEGER, "without_house" INTEGER, "old_built"
    INTEGER, "old_structure" TEXT, "old_area" INTEGER, "grade" TEXT, "report_number" TEXT, "report_unit" TEXT,
    "report_date" TEXT, "cause" TEXT, "method" TEXT, "building_way" TEXT, "builder" TEXT, "new_structure" TEXT,
    "new_area" INTEGER, "applied" TEXT, "discussed" TEXT, "notice_from" TEXT, "notice_to" TEXT, "objection"
    INTEGER, "township_checked" TEXT, "county_approved" TEXT, "agreed" TEXT, "start_planned" TEXT, "started" TEXT,
    "finish_planned" TEXT, "finished" TEXT, "accepted" TEXT, "acceptor" TEXT, "acceptance" TEXT, "paid_date" TEXT,
    "moved_in" TEXT, "papers" TEXT, "date_reason" TEXT, "standard" INTEGER, "applied_money" INTEGER,
    "approved_money" INTEGER, "paid_money" INTEGER, "payout_batch" TEXT, "payer" TEXT, "bank" TEXT, "bank_account"
    TEXT, "bank_holder" TEXT, "total_money" INTEGER, "central_money" INTEGER, "province_money" INTEGER,
    "county_money" INTEGER, "society_money" INTEGER, "own_money" INTEGER, "loan_money" INTEGER, "loan_kind" TEXT,
    "loan_bank" TEXT, "loan_account" TEXT, "loan_date" TEXT, "loan_months" INTEGER, "loan_rate" INTEGER,
    "loan_interest" INTEGER, "loan_subsidy" INTEGER, "loan_repaid" INTEGER, "reported_progress" TEXT,
    "reported_pace" TEXT, "helper" TEXT, "filled" TEXT, "quarter" TEXT, "facts_posted" TEXT, "note" TEXT
);
CREATE INDEX housing_household ON housing(household);
CREATE INDEX attachment_look ON attachment(look) WHERE look IS NOT NULL;
"""
"""The cases, and where to look for photos that look alike."""
