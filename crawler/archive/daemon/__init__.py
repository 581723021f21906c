"""What the daemon keeps: its schedule, figures of visits, alarms, the ledger, quarantine."""
