"""Tables of loans, repayments and subsidies."""

TABLES = """
CREATE TABLE loan (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "kind" TEXT,
    "contract" TEXT, "bank" TEXT, "account" TEXT, "purpose" TEXT, "purpose_note" TEXT, "amount" INTEGER,
    "months" INTEGER, "rate" INTEGER, "granted" TEXT, "due" TEXT, "extended_to" TEXT, "renewed" INTEGER,
    "repay_way" TEXT, "no_mortgage" INTEGER, "subsidised" INTEGER, "risk_paid" INTEGER, "income_gain" INTEGER,
    "note" TEXT
);
CREATE INDEX loan_household ON loan(household);
CREATE INDEX loan_person ON loan("person") WHERE "person" IS NOT NULL;
CREATE TABLE repayment (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "loan" TEXT, "date" TEXT,
    "principal" INTEGER, "interest" INTEGER, "note" TEXT
);
CREATE INDEX repayment_household ON repayment(household);
CREATE INDEX repayment_loan ON repayment("loan") WHERE "loan" IS NOT NULL;
CREATE TABLE subsidy (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "loan" TEXT, "year" INTEGER,
    "starts" TEXT, "ends" TEXT, "amount" INTEGER, "paid" TEXT, "note" TEXT
);
CREATE INDEX subsidy_household ON subsidy(household);
CREATE INDEX subsidy_loan ON subsidy("loan") WHERE "loan" IS NOT NULL;
"""
