with

indices as (

    select * from {{ ref('int_vol_indices__pivoted') }}

),

ranked as (

    select * from {{ ref('int_vol_indices__ranked') }}

),

final as (

    select
        indices.trade_date,
        indices.spx_close_pts,
        indices.vix_close_pts,
        indices.vvix_close_pts,
        indices.skew_close_pts,
        indices.vix9d_close_pts,
        indices.vix3m_close_pts,
        indices.vix6m_close_pts,

        -- A2: the seed's bands, with the gaps between them; 22, 28 and 30 belong to the lower one
        case
            when indices.vix_close_pts < 15 then 'below_15'
            when indices.vix_close_pts < 18 then '15_to_18'
            when indices.vix_close_pts <= 22 then '18_to_22'
            when indices.vix_close_pts < 25 then '22_to_25'
            when indices.vix_close_pts <= 28 then '25_to_28'
            when indices.vix_close_pts <= 30 then '28_to_30'
            else 'above_30'
        end as vix_band,

        -- §2.2, the glossary's VIX risk scaling
        case
            when indices.vix_close_pts < {{ var('vix_tier_all_pts') }} then 'all_tiers'
            when indices.vix_close_pts <= {{ var('vix_tier_hold_pts') }} then 'conservative_and_balanced'
            when indices.vix_close_pts <= {{ var('vix_tier_stop_pts') }} then 'hold'
            else 'no_trades'
        end as vix_risk_tier,
        case
            when indices.vix_close_pts < {{ var('vix_tier_all_pts') }} then 3
            when indices.vix_close_pts <= {{ var('vix_tier_hold_pts') }} then 2
            else 0
        end as condor_tier_count,

        ranked.vix_percentile_252_pct,
        ranked.vix_average_5_pts,
        indices.vix_close_pts < ranked.vix_average_5_pts as is_vix_below_average_5,
        ranked.vix_average_200_pts,
        indices.vix_close_pts > ranked.vix_average_200_pts as is_vix_above_average_200,
        ranked.vix_prior_max_63_pts,
        cast(ranked.vix_calm_age_tdays as integer) as vix_calm_age_tdays,
        case when ranked.vix_percentile_252_pct is null then 'warm_up' end as vix_percentile_null_reason,
        ranked.vvix_percentile_252_pct,
        case
            when ranked.vvix_percentile_252_pct is not null then null
            when ranked.vvix_close_pts is null then 'not_published'
            else 'warm_up'
        end as vvix_percentile_null_reason,
        indices.available_at,
        indices.is_simulated

    from indices
    inner join ranked on indices.trade_date = ranked.trade_date

)

select * from final
order by trade_date
