/* Charts in spreadsheets. */
#ifndef ZHEN_SCREEN_XLSX_CHART_H
#define ZHEN_SCREEN_XLSX_CHART_H

#include <xlsxwriter.h>

#include "screen/sheet.h"

struct xlsx_drawn {
	const struct sheet_chart *chart;
	lxw_row_t first, last;		/* with a row of labels above the first */
};

/* Puts the chart beside the columns of the sheet; the first points only, if
 * there are more than can be told apart. */
void xlsx_chart(lxw_workbook *book, lxw_worksheet *page,
    const struct sheet *sheet, const struct xlsx_drawn *drawn);

#endif
