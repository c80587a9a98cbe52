/* The bottom line: what fits, in order, nothing cut. */
#include <stdlib.h>

#include "screen/bar.h"

#include "tap.h"

static void
check(int columns, const char *expected)
{
	struct bar b = BAR_INIT;
	char *line;

	bar_add(&b, BAR_NEEDED, "F2 保存");
	bar_add(&b, BAR_SPARE, "F5 同上");
	bar_add(&b, BAR_USUAL, "%s %s", "F6", "发放");
	bar_add(&b, BAR_SPARE, "Ctrl-P 命令");
	bar_add(&b, BAR_NEEDED, "F10 返回");
	line = bar_line(&b, columns);
	is(line, expected, "");
	free(line);
	bar_done(&b);
}

int
main(void)
{
	check(132, "F2 保存  F5 同上  F6 发放  Ctrl-P 命令  F10 返回");
	check(48, "F2 保存  F5 同上  F6 发放  Ctrl-P 命令  F10 返回");
	check(47, "F2 保存  F5 同上  F6 发放  F10 返回");
	check(34, "F2 保存  F6 发放  F10 返回");
	check(17, "F2 保存  F10 返回");
	check(16, "F2 保存");
	check(3, "");
	return done_testing();
}
