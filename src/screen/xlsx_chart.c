/* The chart refers to the cells, so that it follows what is changed in them. */
#include "screen/xlsx_chart.h"

#define POINTS_MOST 40
#define POINT_PIXELS 22
#define FRAME_PIXELS 140
#define WIDTH_PIXELS 640

/* Bars lie, so that names of places can be read; the first is on top. */
static void
make_axes(lxw_chart *chart, const struct sheet_chart *what)
{
	if (!what->is_line)
		chart_axis_set_reverse(chart->y_axis);
	if (what->of_count == 1)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
}

void
xlsx_chart(lxw_workbook *book, lxw_worksheet *page, const struct sheet *sheet,
    const struct xlsx_drawn *drawn)
{
	const struct sheet_chart *what = drawn->chart;
	lxw_chart *chart = workbook_add_chart(book, what->is_line ?
	    LXW_CHART_LINE : LXW_CHART_BAR);
	lxw_row_t first = drawn->first, last = drawn->last;
	lxw_col_t by = (lxw_col_t)what->by;

	if (last - first >= POINTS_MOST)
		last = first + POINTS_MOST - 1;
	for (size_t i = 0; i < what->of_count; i++) {
		lxw_col_t of = (lxw_col_t)what->of[i];
		lxw_chart_series *s = chart_add_series(chart, NULL, NULL);

		chart_series_set_categories(s, page->name, first, by, last, by);
		chart_series_set_values(s, page->name, first, of, last, of);
		chart_series_set_name_range(s, page->name, first - 1, of);
	}
	chart_title_set_name(chart, sheet->about->title);
	make_axes(chart, what);
	worksheet_insert_chart_opt(page, first, (lxw_col_t)sheet->column_count,
	    chart, &(lxw_chart_options){
		.x_scale = WIDTH_PIXELS / 480.0,
		.y_scale = (FRAME_PIXELS + POINT_PIXELS * (last - first + 1.0)) /
		    288.0,
		/* Copied; the library's header lacks the const. */
		.description = (char *)sheet->about->title,
	});
}
