"""窗口: one after another, by keyboard: who it is, what is typed, saved, printed or taken back."""
