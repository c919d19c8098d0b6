"""Tables of the students case types, as step 1 makes them."""

TABLES = """
CREATE TABLE student_aid (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person" TEXT, "name" TEXT,
    "id_number" TEXT, "student_number" TEXT, "stage" TEXT, "school" TEXT, "school_area" TEXT, "grade" INTEGER,
    "class_name" TEXT, "teacher" TEXT, "teacher_phone" TEXT, "boarder" INTEGER, "file_state" TEXT, "hardship"
    TEXT, "guardian" TEXT, "guardian_id" TEXT, "guardian_relation" TEXT, "guardian_phone" TEXT, "phone" TEXT,
    "address" TEXT, "bank_name" TEXT, "payee" TEXT, "account" TEXT, "opened" TEXT, "note" TEXT
);
CREATE INDEX student_aid_household ON student_aid(household);
CREATE INDEX student_aid_person ON student_aid("person") WHERE "person" IS NOT NULL;
CREATE TABLE aid_plan (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL, deleted
    INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "student_aid" TEXT, "person"
    TEXT, "school_year" INTEGER, "stage" TEXT, "grade" INTEGER, "boarder" INTEGER, "hardship" TEXT, "burden"
    TEXT, "entitled" TEXT, "entitled_amount" INTEGER, "granted" TEXT, "granted_amount" INTEGER, "missing_reason"
    TEXT, "control" TEXT, "tutor" TEXT, "tutor_phone" TEXT, "visits" TEXT, "next_steps" TEXT, "note" TEXT
);
CREATE INDEX aid_plan_household ON aid_plan(household);
CREATE INDEX aid_plan_student_aid ON aid_plan("student_aid") WHERE "student_aid" IS NOT NULL;
CREATE INDEX aid_plan_person ON aid_plan("person") WHERE "person" IS NOT NULL;
"""
