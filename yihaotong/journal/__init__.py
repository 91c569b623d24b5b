"""The journal: audit trail, outbox and history at once. Every act and every read of sealed data is a line here.

Lines are written in the transaction of the act itself, then sealed into a hash chain within a second by the worker.
Case pages show committed lines; consumers follow the seals, so none is missed and none comes twice.
"""
