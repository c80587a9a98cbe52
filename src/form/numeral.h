/* Numbers in Chinese characters: read from what is typed, written as 大写. */
#ifndef ZHEN_FORM_NUMERAL_H
#define ZHEN_FORM_NUMERAL_H

/*
 * The text with its Chinese numerals as digits, yours to free: 二〇一〇年十二月
 * is 2010年12月, 廿三 is 23.  Numbers with 百 and beyond stay as they are.
 */
char *numeral_plain(const char *s);

/*
 * A canonical amount of yuan as cheques and receipts have it, with 人民币 in
 * front; yours to free.  After 《支付结算办法》 (银发〔1997〕393号), annex 1
 * 《正确填写票据和结算凭证的基本规定》, rules 1 to 3.  NULL if it is no amount
 * below a trillion.
 */
char *numeral_capitals(const char *yuan);

#endif
