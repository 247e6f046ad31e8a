with

indices as (

    select * from {{ ref('int_vol_indices__pivoted') }}

),

spx as (

    select * from {{ ref('int_spx_return__measured') }}

),

final as (

    select
        indices.trade_date,
        spx.spx_return_ratio,
        spx.spx_rv_21d_vol,

        -- S09: implied minus realised, as volatility, as variance and relative
        indices.vix_close_pts / 100 - spx.spx_rv_21d_vol as vrp_21d_vol,
        (indices.vix_close_pts / 100) ** 2 - spx.spx_rv_21d_vol ** 2 as vrp_21d_variance,
        case
            when spx.spx_rv_21d_vol > 0 then indices.vix_close_pts / 100 / spx.spx_rv_21d_vol - 1
        end as iv_over_rv_ratio,
        spx.null_reason as vrp_null_reason,

        -- §2.2: a day's expected range, in percent of the index, by three of the pages' formulas
        {{ var('edr_coefficient') }} * indices.vix_close_pts / sqrt(252) as edr_pct,
        {{ var('edr_coefficient') }} * indices.vix_close_pts / sqrt(252) * indices.spx_close_pts / 100
            as edr_pts,
        {{ var('edr_haircut') }} * indices.vix_close_pts / 16 as edr_haircut_pct,
        {{ var('edr_regime') }} * (
            {{ var('edr_vix9d_weight') }} * indices.vix9d_close_pts
            + (1 - {{ var('edr_vix9d_weight') }}) * 100 * spx.spx_rv_20d_vol
        ) / sqrt(252) as edr_blend_pct,
        case
            when indices.vix9d_close_pts is null or spx.spx_close_pts is null then 'not_published'
            when spx.spx_rv_20d_vol is null then 'warm_up'
        end as edr_blend_null_reason,
        indices.available_at,
        indices.is_simulated

    from indices
    inner join spx on indices.trade_date = spx.trade_date

)

select * from final
order by trade_date
