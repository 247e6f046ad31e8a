with

breadth as (

    select * from {{ ref('int_breadth__accumulated') }}

),

judged as (

    select
        *,
        case
            when breadth_universe is null then 'no_breadth'
            when is_spx_missing then 'not_published'
            when ad_slope_20_ratio is null or spx_to_63d_high_ratio is null then 'warm_up'
        end as breadth_null_reason,
        case
            when breadth_universe is null then 'no_breadth'
            when ad_ema_20_ratio is null then 'warm_up'
        end as ad_ema_null_reason,
        case
            when breadth_universe is null then 'no_breadth'
            when is_spx_missing then 'not_published'
            when is_line_ratio_high is null or spx_to_20d_high_ratio is null then 'warm_up'
        end as ad_divergence_null_reason

    from breadth

),

-- A sum of issues changes its scale with the universe: a window over two of them says nothing
restricted as (

    select
        {% for family in ['breadth', 'ad_ema', 'ad_divergence'] -%}
        coalesce({{ family }}_null_reason, case when not is_one_universe then 'universe_changed' end)
            as {{ family }}_issues_null_reason,
        {% endfor -%}
        *

    from judged

),

final as (

    select
        trade_date,
        breadth_universe,
        ad_net_ratio,
        ad_line_ratio,
        ad_slope_20_ratio,
        spx_to_63d_high_ratio,

        -- S17, A4 slope_near_high: the line falls while the index still stands near its high
        case
            when breadth_null_reason is null
                then ad_slope_20_ratio < 0 and spx_to_63d_high_ratio >= {{ var('near_high_ratio') }}
        end as is_ad_early_deterioration,
        breadth_null_reason,

        -- A4 ad_below_ema20
        ad_ema_20_ratio,
        ad_line_ratio < ad_ema_20_ratio as is_ad_below_ema_20,
        ad_ema_null_reason,

        -- A4 ad_divergence: the index at its 20-day high, the line not
        spx_to_20d_high_ratio,
        case
            when ad_divergence_null_reason is null then spx_to_20d_high_ratio >= 1 and not is_line_ratio_high
        end as is_ad_divergence,
        ad_divergence_null_reason,

        -- The same three of the plain cumulative form (S16)
        ad_net_issues,
        cast(ad_line_issues as bigint) as ad_line_issues,
        ad_slope_20_issues,
        case
            when breadth_issues_null_reason is null
                then ad_slope_20_issues < 0 and spx_to_63d_high_ratio >= {{ var('near_high_ratio') }}
        end as is_ad_early_deterioration_issues,
        breadth_issues_null_reason,
        ad_ema_20_issues,
        case when ad_ema_issues_null_reason is null then ad_line_issues < ad_ema_20_issues end
            as is_ad_below_ema_20_issues,
        ad_ema_issues_null_reason,
        case
            when ad_divergence_issues_null_reason is null
                then spx_to_20d_high_ratio >= 1 and not is_line_issues_high
        end as is_ad_divergence_issues,
        ad_divergence_issues_null_reason,
        available_at,
        is_simulated

    from restricted

)

select * from final
order by trade_date
