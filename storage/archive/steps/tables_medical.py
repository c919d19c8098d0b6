"""Step 1: the tables of medical cover (`models.entities.medical`); frozen."""

TABLES = """
CREATE TABLE medical_bill (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "kind" TEXT,
    "admitted" TEXT, "discharged" TEXT, "settled" TEXT, "diagnosis" TEXT, "hospital" TEXT, "number" TEXT,
    "total" INTEGER, "relief" INTEGER, "basic" INTEGER, "serious" INTEGER, "aid" INTEGER, "special" INTEGER,
    "stated_self_paid" INTEGER, "aid_category" TEXT, "aid_date" TEXT, "aid_share" INTEGER, "note" TEXT
);
CREATE INDEX medical_bill_household ON medical_bill(household);
CREATE INDEX medical_bill_person ON medical_bill("person") WHERE "person" IS NOT NULL;
CREATE TABLE special_cover (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "year" INTEGER,
    "premium" INTEGER, "insurer" TEXT, "policy" TEXT, "starts" TEXT, "ends" TEXT, "note" TEXT
);
CREATE INDEX special_cover_household ON special_cover(household);
CREATE INDEX special_cover_person ON special_cover("person") WHERE "person" IS NOT NULL;
CREATE TABLE cover_claim (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "medical_bill"
    TEXT, "reported" TEXT, "state" TEXT, "claimed" INTEGER, "paid" INTEGER, "paid_on" TEXT, "refusal" TEXT,
    "note" TEXT
);
CREATE INDEX cover_claim_household ON cover_claim(household);
CREATE INDEX cover_claim_person ON cover_claim("person") WHERE "person" IS NOT NULL;
CREATE INDEX cover_claim_medical_bill ON cover_claim("medical_bill") WHERE "medical_bill" IS NOT NULL;
CREATE TABLE doctor_contract (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "year" INTEGER,
    "doctor" TEXT, "phone" TEXT, "institution" TEXT, "signed" TEXT, "package" TEXT, "note" TEXT
);
CREATE INDEX doctor_contract_household ON doctor_contract(household);
CREATE INDEX doctor_contract_person ON doctor_contract("person") WHERE "person" IS NOT NULL;
CREATE TABLE doctor_round (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "date" TEXT,
    "doctor" TEXT, "checks" TEXT, "findings" TEXT, "advice" TEXT, "next" TEXT
);
CREATE INDEX doctor_round_household ON doctor_round(household);
CREATE INDEX doctor_round_person ON doctor_round("person") WHERE "person" IS NOT NULL;
CREATE TABLE mental_patient (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "diagnosis"
    TEXT, "diagnosed" TEXT, "institution" TEXT, "drugs" TEXT, "guardian" TEXT, "guardian_relation" TEXT,
    "guardian_phone" TEXT, "approved" TEXT, "document" TEXT, "ended" TEXT, "note" TEXT
);
CREATE INDEX mental_patient_household ON mental_patient(household);
CREATE INDEX mental_patient_person ON mental_patient("person") WHERE "person" IS NOT NULL;
CREATE TABLE mental_aid (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "kind" TEXT,
    "month" TEXT, "drug" TEXT, "admitted" TEXT, "discharged" TEXT, "institution" TEXT, "cost" INTEGER, "amount"
    INTEGER, "paid_on" TEXT, "note" TEXT
);
CREATE INDEX mental_aid_household ON mental_aid(household);
CREATE INDEX mental_aid_person ON mental_aid("person") WHERE "person" IS NOT NULL;
"""
