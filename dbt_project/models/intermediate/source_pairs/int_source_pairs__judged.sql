with

index_levels as (

    select * from {{ ref('int_index_levels__paired') }}

),

vx_generics as (

    select * from {{ ref('int_vx_generics__paired') }}

),

chain_spot as (

    select * from {{ ref('int_chain_spot__paired') }}

),

chain_forwards as (

    select * from {{ ref('int_chain_forward__paired') }}

),

daily_settlements as (

    select * from {{ ref('int_vx_daily_settlement__paired') }}

),

final_settlements as (

    select * from {{ ref('int_vx_final_settlement__paired') }}

),

tolerances as (

    select * from {{ ref('seed_source_tolerances') }}

),

pairs as (

    select * from index_levels
    union all
    select * from vx_generics
    union all
    select * from chain_spot
    union all
    select * from chain_forwards
    union all
    select * from daily_settlements
    union all
    select * from final_settlements

),

final as (

    select
        pairs.topic,
        pairs.trade_date,
        pairs.subject,
        pairs.first_source,
        pairs.second_source,
        pairs.first_pts,
        pairs.second_pts,
        round(pairs.first_pts - pairs.second_pts, 6) as difference_pts,
        tolerances.tolerance_pts,
        tolerances.tolerance_reason,
        abs(difference_pts) > tolerances.tolerance_pts as is_beyond,
        pairs.available_at,
        pairs.is_simulated

    from pairs
    inner join tolerances on pairs.topic = tolerances.topic

)

select * from final
order by topic, subject, second_source, trade_date
