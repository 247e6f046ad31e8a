-- Every published claim beside what the data say, with its confidence interval, and that interval with the prices' error band.
select
    claim_id,
    variant,
    text_paraphrase,
    unit,
    stated_lo,
    stated_hi,
    round(estimate, 3) as estimate,
    round(ci_lo, 3) as ci_lo,
    round(ci_hi, 3) as ci_hi,
    round(ci_band_lo, 3) as ci_band_lo,  -- with the error band of the prices folded in
    round(ci_band_hi, 3) as ci_band_hi,
    n_effective,
    verdict
from claims.fct_claim_verdict
order by claim_id, variant;
