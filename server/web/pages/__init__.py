"""What people see: resident, member, manager, hub, admin."""
