-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finding transactions: by what they belong to (an order), and what gives back another.
CREATE INDEX ledger_txn_ref ON ledger_txn (ref, n) WHERE ref <> '';
CREATE INDEX ledger_txn_of ON ledger_txn (of_txn, n) WHERE of_txn <> 0;
