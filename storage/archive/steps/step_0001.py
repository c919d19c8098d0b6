"""Step 1: the change log, the record tables of the first catalogue, and what serves lists, findings and drafts.

Frozen: later changes are later steps; a test says the steps together give the catalogue's schema.
"""

from storage.archive.steps import (
    tables_care,
    tables_housing,
    tables_loans,
    tables_medical,
    tables_payouts,
    tables_projects,
    tables_social,
    tables_students,
    tables_teams,
    tables_work,
)
from storage.archive.steps.tables_comparison import COMPARISON_TABLES
from storage.archive.steps.tables_erasing import ERASING_TABLES

CASE_TABLES = (
    tables_students.TABLES,
    tables_housing.TABLES,
    tables_medical.TABLES,
    tables_projects.TABLES,
    tables_loans.TABLES,
    tables_work.TABLES,
    tables_care.TABLES,
    tables_social.TABLES,
    tables_teams.TABLES,
    tables_payouts.TABLES,
)
"""Tables of the case types, a module for each domain."""

RECORD_TABLES = """
CREATE TABLE division (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "code" TEXT, "name" TEXT, "managing_unit" TEXT,
    "former_names" TEXT, "replaced_by" TEXT, "replaced_on" TEXT
);
CREATE TABLE village_year (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "division" TEXT, "year" INTEGER, "left_poverty" INTEGER,
    "households" INTEGER, "people" INTEGER, "hamlets" INTEGER, "low_income_households" INTEGER,
    "low_income_people" INTEGER, "destitute_households" INTEGER, "destitute_people" INTEGER,
    "disabled_people" INTEGER, "labour_people" INTEGER, "migrant_workers" INTEGER, "collective_income" INTEGER,
    "help_funds" INTEGER, "cropland" INTEGER, "irrigated_land" INTEGER, "forest_land" INTEGER,
    "returned_forest" INTEGER, "orchard" INTEGER, "paved_road" INTEGER, "bus" INTEGER, "schools" INTEGER,
    "clinics" INTEGER, "doctors" INTEGER, "public_toilets" INTEGER, "waste_points" INTEGER, "libraries" INTEGER,
    "broadband_households" INTEGER, "mobile_net_households" INTEGER, "broadcast_households" INTEGER,
    "informants" INTEGER, "unsafe_houses" INTEGER, "unsafe_water_households" INTEGER,
    "water_scarce_households" INTEGER, "medical_insured" INTEGER, "pension_insured" INTEGER,
    "cooperatives" INTEGER, "cooperative_households" INTEGER, "head" TEXT, "head_phone" TEXT,
    "party_secretary" TEXT, "party_secretary_phone" TEXT, "first_secretary" TEXT, "first_secretary_phone" TEXT,
    "unit_leader" TEXT, "unit_leader_phone" TEXT
);
CREATE TABLE household (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "number" TEXT, "local_number" TEXT, "division" TEXT,
    "hamlet" TEXT, "address" TEXT, "managing_unit" TEXT, "phone" TEXT, "head_name" TEXT, "head_id_number" TEXT,
    "head_person_number" TEXT, "bank_name" TEXT, "bank_card" TEXT, "bank_holder" TEXT, "line_used" TEXT,
    "household_type" TEXT, "rural_type" TEXT, "poverty_state" TEXT, "main_cause" TEXT, "other_causes" TEXT,
    "return_cause" TEXT, "cause_detail" TEXT, "martyr_family" INTEGER, "only_child_family" INTEGER,
    "two_daughter_family" INTEGER, "no_labour_backstop" INTEGER, "head_count" INTEGER,
    "planned_exit_year" INTEGER, "pre_exit" INTEGER, "exit_year" INTEGER, "return_year" INTEGER,
    "identified_year" INTEGER, "first_identified" TEXT, "valid" INTEGER, "relocated" INTEGER,
    "relocation_way" TEXT, "settlement_way" TEXT, "settlement_place" TEXT, "relocation_difficulty" TEXT,
    "relocation_will" INTEGER, "positioning" TEXT, "collector" TEXT, "collector_phone" TEXT, "form_filler" TEXT,
    "form_filler_phone" TEXT, "form_date" TEXT, "signed_by" TEXT, "change_note" TEXT, "note" TEXT
);
CREATE TABLE member (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "person_number" TEXT,
    "name" TEXT, "relation" TEXT, "id_type" TEXT, "id_number" TEXT, "sex" TEXT, "birth_date" TEXT,
    "ethnicity" TEXT, "politics" TEXT, "phone" TEXT, "bank_name" TEXT, "bank_card" TEXT, "id_issuer" TEXT,
    "id_valid_from" TEXT, "id_valid_to" TEXT, "disability_number" TEXT, "disability_type" TEXT,
    "disability_level" TEXT, "disability_year" INTEGER, "soldier" INTEGER, "orphaned_child" INTEGER,
    "identified" TEXT, "member_state" TEXT, "change_reason" TEXT, "change_date" TEXT, "death_month" TEXT,
    "note" TEXT
);
CREATE INDEX member_household ON member(household);
CREATE TABLE year (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, year INTEGER NOT NULL,
    scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL,
    "head_count_start" INTEGER, "head_count_end" INTEGER, "head_count_year" INTEGER, "cropland" INTEGER,
    "irrigated_land" INTEGER, "forest_land" INTEGER, "returned_forest" INTEGER, "orchard" INTEGER,
    "pasture" INTEGER, "water_area" INTEGER, "production_power" INTEGER, "household_power" INTEGER,
    "water_scarce" INTEGER, "water_safe" INTEGER, "water_supply" TEXT, "tap_water" INTEGER,
    "water_solved_year" INTEGER, "broadcast_tv" INTEGER, "road_distance" INTEGER, "road_type" TEXT,
    "road_hardened" INTEGER, "has_house" INTEGER, "house_area" INTEGER, "house_structure" TEXT,
    "house_unsafe" INTEGER, "house_grade" TEXT, "house_rebuilt_year" INTEGER, "toilet" INTEGER,
    "toilet_works" INTEGER, "fuel" TEXT, "cooperative" INTEGER, "leading_firm" INTEGER,
    "leading_person" INTEGER, "wage_income" INTEGER, "business_income" INTEGER, "property_income" INTEGER,
    "transfer_income" INTEGER, "business_expense" INTEGER, "annual_income" INTEGER, "net_income" INTEGER,
    "income_per_head" INTEGER, "claim_income" INTEGER, "self_paid_expense" INTEGER, "reference_income" INTEGER,
    "reference_income_per_head" INTEGER, "unpaid_loans" INTEGER, "note" TEXT
);
CREATE INDEX year_household ON year(household, year);
CREATE TABLE helper (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    received TEXT, extra TEXT, updated TEXT NOT NULL, "number" TEXT, "name" TEXT, "sex" TEXT, "politics" TEXT,
    "phone" TEXT, "unit_number" TEXT, "unit" TEXT, "affiliation" TEXT, "duty" TEXT, "note" TEXT
);
CREATE TABLE assignment (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "helper" TEXT,
    "starts" TEXT, "ends" TEXT, "note" TEXT
);
CREATE INDEX assignment_household ON assignment(household);
CREATE TABLE visit (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "date" TEXT,
    "visitor" TEXT, "helper" TEXT, "content" TEXT, "findings" TEXT, "next_steps" TEXT, "due" TEXT,
    "done" INTEGER
);
CREATE INDEX visit_household ON visit(household);
CREATE TABLE monitoring (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "address" TEXT,
    "phone" TEXT, "settlement_area" INTEGER, "monitor_type" TEXT, "left_poverty" INTEGER,
    "no_labour_backstop" INTEGER, "identified" TEXT, "risks" TEXT, "risk_note" TEXT, "disaster_kind" TEXT,
    "dropout" INTEGER, "house_problem" INTEGER, "water_problem" INTEGER, "uninsured" INTEGER,
    "wage_income" INTEGER, "business_income" INTEGER, "property_income" INTEGER, "transfer_income" INTEGER,
    "business_expense" INTEGER, "net_income" INTEGER, "income_per_head" INTEGER, "claim_income" INTEGER,
    "self_paid" INTEGER, "reference_income" INTEGER, "development_measures" TEXT, "risk_cleared" INTEGER,
    "cleared" TEXT, "clearing_way" TEXT, "cleared_dropout" INTEGER, "cleared_house_damaged" INTEGER,
    "cleared_uninsured" INTEGER, "cleared_water_damaged" INTEGER, "cleared_wage_income" INTEGER,
    "cleared_property_income" INTEGER, "cleared_transfer_income" INTEGER, "cleared_business_income" INTEGER,
    "cleared_business_expense" INTEGER, "cleared_net_income" INTEGER, "cleared_income_per_head" INTEGER,
    "cleared_claim_income" INTEGER, "cleared_self_paid" INTEGER, "contact" TEXT, "contact_phone" TEXT,
    "note" TEXT
);
CREATE INDEX monitoring_household ON monitoring(household);
CREATE TABLE measure (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "year" INTEGER,
    "group" TEXT, "options" TEXT, "person" TEXT, "detail" TEXT, "quantity" INTEGER, "quantity_unit" TEXT,
    "amount" INTEGER, "planned" TEXT, "done" TEXT, "effect" TEXT
);
CREATE INDEX measure_household ON measure(household);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, household TEXT NOT NULL, scope TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, received TEXT, extra TEXT, updated TEXT NOT NULL, "slot" TEXT,
    "person" TEXT, "content_hash" TEXT, "file_name" TEXT, "media_type" TEXT, "size" INTEGER, "taken" TEXT,
    "note" TEXT, "housing" TEXT, "look" TEXT
);
CREATE INDEX attachment_household ON attachment(household);
CREATE TABLE member_year (
    household TEXT NOT NULL, year INTEGER NOT NULL, person TEXT NOT NULL, year_uid TEXT NOT NULL,
    "education" TEXT, "school_state" TEXT, "out_of_school_reason" TEXT, "health" TEXT, "illness" TEXT,
    "chronic_card" INTEGER, "labour" TEXT, "work_scope" TEXT, "work_place" TEXT, "work_months" INTEGER,
    "employer" TEXT, "works_abroad" INTEGER, "employ_channel" TEXT, "public_post" TEXT,
    "public_post_months" INTEGER, "medical_resident" INTEGER, "medical_employee" INTEGER,
    "serious_illness_cover" INTEGER, "supplement_cover" INTEGER, "illness_aid" INTEGER,
    "other_health_aid" INTEGER, "pension_resident" INTEGER, "pension_employee" INTEGER,
    "accident_cover" INTEGER, "low_income_aid" TEXT, "destitute_aid" TEXT, "speaks_mandarin" INTEGER,
    "graduate_jobless_reason" TEXT, PRIMARY KEY (year_uid, person)
) WITHOUT ROWID;
CREATE TABLE income_item (
    household TEXT NOT NULL, year INTEGER NOT NULL, year_uid TEXT NOT NULL, item TEXT NOT NULL, person TEXT NOT NULL,
    amount INTEGER, counts INTEGER, note TEXT, PRIMARY KEY (year_uid, item, person)
) WITHOUT ROWID;
"""

WORKING_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE op (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, scope TEXT NOT NULL, desk TEXT NOT NULL, seq INTEGER NOT NULL,
    lamport INTEGER NOT NULL, uid TEXT NOT NULL, batch TEXT NOT NULL, header BLOB NOT NULL, payload BLOB
);
CREATE INDEX op_chain ON op(scope, desk, seq);
CREATE INDEX op_uid ON op(uid);
CREATE TABLE tip (
    scope TEXT NOT NULL, desk TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (scope, desk, id)
) WITHOUT ROWID;
CREATE TABLE batch (
    uid TEXT PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
    households INTEGER NOT NULL, people INTEGER NOT NULL, first_op INTEGER NOT NULL, last_op INTEGER NOT NULL,
    undone_by TEXT, undoes TEXT
) WITHOUT ROWID;
CREATE INDEX batch_at ON batch(at);
CREATE TABLE draft (household TEXT PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, desk TEXT NOT NULL, seq INTEGER NOT NULL, line BLOB NOT NULL
);
CREATE INDEX audit_chain ON audit(desk, seq);
CREATE TABLE account (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, made TEXT NOT NULL, ended TEXT
) WITHOUT ROWID;
CREATE TABLE division_list (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE household_row (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, number TEXT NOT NULL, head_name TEXT NOT NULL,
    division TEXT NOT NULL, village TEXT NOT NULL, head_count INTEGER, people INTEGER NOT NULL, household_type TEXT,
    main_cause TEXT, poverty_state TEXT, income_per_head INTEGER, completeness INTEGER NOT NULL,
    errors INTEGER NOT NULL, warnings INTEGER NOT NULL, updated TEXT NOT NULL
);
CREATE INDEX household_number ON household(number) WHERE number IS NOT NULL;
CREATE INDEX household_local_number ON household(local_number) WHERE local_number IS NOT NULL;
CREATE INDEX member_id_number ON member(substr(id_number, 1, 18)) WHERE id_number IS NOT NULL;
CREATE INDEX member_person_number ON member(person_number) WHERE person_number IS NOT NULL;
CREATE INDEX assignment_helper ON assignment(helper);
CREATE INDEX attachment_content ON attachment(content_hash);
"""

MERGING_TABLES = """
CREATE TABLE op_wait (
    id BLOB PRIMARY KEY, prev BLOB NOT NULL, scope TEXT NOT NULL, desk TEXT NOT NULL, seq INTEGER NOT NULL,
    header BLOB NOT NULL, payload BLOB
) WITHOUT ROWID;
CREATE INDEX op_wait_prev ON op_wait(prev);
CREATE TABLE op_held (
    op BLOB NOT NULL, facet TEXT NOT NULL, batch TEXT NOT NULL, PRIMARY KEY (op, facet)
) WITHOUT ROWID;
CREATE TABLE op_taken_up (
    batch TEXT NOT NULL, op BLOB NOT NULL, facet TEXT NOT NULL, PRIMARY KEY (batch, op, facet)
) WITHOUT ROWID;
CREATE TABLE peer_tip (
    office TEXT NOT NULL, scope TEXT NOT NULL, desk TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL,
    before TEXT NOT NULL, PRIMARY KEY (office, scope, desk, id)
) WITHOUT ROWID;
CREATE TABLE alias (uid TEXT PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX alias_root ON alias(root);
CREATE TABLE conflict (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, uid TEXT NOT NULL, entity TEXT NOT NULL, facet TEXT NOT NULL,
    household TEXT NOT NULL, scope TEXT NOT NULL, other TEXT NOT NULL, moved INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX conflict_uid ON conflict(uid);
CREATE INDEX conflict_scope ON conflict(scope);
CREATE INDEX conflict_household ON conflict(household);
"""
"""What merging with other offices needs: ops ahead of their predecessor, ops set aside, what the others say they have,
people joined, and the inbox (derived, like the record tables)."""

SHEET_TABLES = """
CREATE TABLE sheet_mapping (
    key TEXT PRIMARY KEY, title TEXT NOT NULL, headings TEXT NOT NULL, targets TEXT NOT NULL, join_by TEXT NOT NULL,
    at TEXT NOT NULL, user TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE option_mapping (
    list TEXT NOT NULL, text TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
    PRIMARY KEY (list, text)
) WITHOUT ROWID;
CREATE TABLE kept_row (
    n INTEGER PRIMARY KEY, batch TEXT NOT NULL, household TEXT NOT NULL, person TEXT NOT NULL, source TEXT NOT NULL,
    row INTEGER NOT NULL, cells TEXT NOT NULL
);
CREATE INDEX kept_row_household ON kept_row(household);
"""
"""What reading sheets has taught the office, and the columns that mean nothing known, kept as they came."""

SECOND_KEYING_TABLE = """
CREATE TABLE second_keying (
    n INTEGER PRIMARY KEY, round TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, household TEXT NOT NULL,
    entity TEXT NOT NULL, uid TEXT NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL, first TEXT, second TEXT,
    first_user TEXT NOT NULL, result TEXT NOT NULL, taken TEXT NOT NULL DEFAULT '', taken_at TEXT, taken_by TEXT
);
CREATE INDEX second_keying_household ON second_keying(household);
CREATE INDEX second_keying_open ON second_keying(result, taken);
"""
"""Key fields typed a second time without seeing the first: who, when, what, and which of two values was taken."""

SORTED_COLUMNS = (
    "number",
    "head_name",
    "division",
    "village",
    "head_count",
    "people",
    "household_type",
    "main_cause",
    "poverty_state",
    "income_per_head",
    "completeness",
    "errors",
    "warnings",
    "updated",
)
"""Columns of household_row that lists sort by, each with an index of its own."""

EXCHANGE_TABLES = """
CREATE TABLE certificate (
    id TEXT PRIMARY KEY, desk TEXT NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX certificate_desk ON certificate(desk);
CREATE TABLE partner (
    desk TEXT PRIMARY KEY, office TEXT NOT NULL, division TEXT NOT NULL, desk_name TEXT NOT NULL, age TEXT NOT NULL,
    scope TEXT NOT NULL, rank INTEGER NOT NULL, relation TEXT NOT NULL, certificate TEXT NOT NULL, at TEXT NOT NULL,
    former INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE tip_signature (
    id BLOB PRIMARY KEY, scope TEXT NOT NULL, desk TEXT NOT NULL, seq INTEGER NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX tip_signature_chain ON tip_signature(scope, desk, seq);
CREATE TABLE pack_sent (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, office TEXT NOT NULL, division TEXT NOT NULL, at TEXT NOT NULL,
    kind TEXT NOT NULL, scope TEXT NOT NULL, files TEXT NOT NULL, bytes INTEGER NOT NULL, ops INTEGER NOT NULL,
    records INTEGER NOT NULL, tips TEXT NOT NULL, digests TEXT NOT NULL, acknowledged TEXT, how TEXT
) WITHOUT ROWID;
CREATE INDEX pack_sent_office ON pack_sent(office, division, number);
CREATE TABLE pack_taken (
    n INTEGER PRIMARY KEY, id TEXT, volume INTEGER NOT NULL, volumes INTEGER NOT NULL, number INTEGER, desk TEXT,
    office TEXT, division TEXT, made TEXT, at TEXT NOT NULL, file TEXT NOT NULL, outcome TEXT NOT NULL,
    code TEXT NOT NULL, sentence TEXT NOT NULL, batch TEXT
);
CREATE INDEX pack_taken_id ON pack_taken(id, volume);
CREATE INDEX pack_taken_desk ON pack_taken(desk, number);
CREATE TABLE peer_line (
    desk TEXT NOT NULL, section TEXT NOT NULL, key TEXT NOT NULL, line BLOB NOT NULL, PRIMARY KEY (desk, section, key)
) WITHOUT ROWID;
CREATE TABLE shared_row (
    name TEXT NOT NULL, key TEXT NOT NULL, desk TEXT NOT NULL, rank INTEGER NOT NULL, version INTEGER NOT NULL,
    value TEXT, at TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (name, key, desk)
) WITHOUT ROWID;
"""
"""Partner offices, the packs that came and went, and the settings that offices share."""

CHECKING_TABLES = """
CREATE TABLE finding (
    household TEXT NOT NULL, village TEXT NOT NULL DEFAULT '', rule INTEGER NOT NULL, level TEXT NOT NULL,
    entity TEXT NOT NULL, person TEXT, field TEXT NOT NULL, value TEXT NOT NULL, sentence TEXT NOT NULL,
    remedy TEXT NOT NULL, since TEXT NOT NULL, exemption TEXT
);
CREATE INDEX finding_household ON finding(household);
CREATE INDEX finding_rule ON finding(rule);
CREATE INDEX finding_village ON finding(village) WHERE village <> '';
CREATE TABLE finding_fixed (
    n INTEGER PRIMARY KEY, household TEXT NOT NULL, village TEXT NOT NULL, rule INTEGER NOT NULL, level TEXT NOT NULL,
    entity TEXT NOT NULL, person TEXT, field TEXT NOT NULL, value TEXT NOT NULL, sentence TEXT NOT NULL,
    since TEXT NOT NULL, fixed TEXT NOT NULL, user TEXT NOT NULL
);
CREATE INDEX finding_fixed_household ON finding_fixed(household);
CREATE INDEX finding_fixed_day ON finding_fixed(fixed);
CREATE TABLE finding_month (
    month TEXT NOT NULL, division TEXT NOT NULL, rule INTEGER NOT NULL, level TEXT NOT NULL, open INTEGER NOT NULL,
    verified INTEGER NOT NULL, PRIMARY KEY (month, division, rule)
) WITHOUT ROWID;
CREATE TABLE exemption (
    key TEXT PRIMARY KEY, household TEXT NOT NULL, village TEXT NOT NULL, rule INTEGER NOT NULL, entity TEXT NOT NULL,
    person TEXT, field TEXT NOT NULL, value TEXT NOT NULL, basis TEXT NOT NULL, sentence TEXT NOT NULL,
    reason TEXT NOT NULL, evidence TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL, expires TEXT NOT NULL,
    version INTEGER NOT NULL, desk TEXT NOT NULL, taken_back INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX exemption_household ON exemption(household);
CREATE INDEX exemption_expires ON exemption(expires);
CREATE INDEX member_phone ON member(phone) WHERE phone IS NOT NULL;
CREATE INDEX member_bank_card ON member(bank_card) WHERE bank_card IS NOT NULL;
CREATE INDEX household_bank_card ON household(bank_card) WHERE bank_card IS NOT NULL;
"""
"""What the rules found, what became of it month by month, and what was verified as true (exemption)."""


TABLES = (
    RECORD_TABLES,
    WORKING_TABLES,
    MERGING_TABLES,
    SHEET_TABLES,
    EXCHANGE_TABLES,
    SECOND_KEYING_TABLE,
    CHECKING_TABLES,
    ERASING_TABLES,
    *CASE_TABLES,
    COMPARISON_TABLES,
)
"""All tables, in the order they are made."""
