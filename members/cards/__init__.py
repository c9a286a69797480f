"""京卡: applied for, sent to the bank, answered, delivered, handed over, ended, replaced."""
