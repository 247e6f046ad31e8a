-- What the money tied up in the book returned, and whether that beats the hurdle (S36, S37). With many changes of sign read the modified rate too.
select
    side,
    "window",
    round(100 * irr_ratio, 2) as irr_pct,
    round(100 * mirr_ratio, 2) as mirr_pct,
    sign_changes,
    irr_count,
    irr_null_reason,
    round(100 * hurdle_ratio, 2) as hurdle_pct,
    is_above_hurdle,
    round(mean_capital_usd) as mean_capital_usd
from claims.fct_book_irr
order by side, "window";
