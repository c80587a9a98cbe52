# SecureCRT's ANSI and the Windows console: terminfo draws lines in code page
# 437 there, which they haven't in Chinese.
lines ascii
