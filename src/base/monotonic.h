/* The time that passes, whatever anybody does to the machine's clock. */
#ifndef ZHEN_BASE_MONOTONIC_H
#define ZHEN_BASE_MONOTONIC_H

long monotonic_ms(void);

#endif
