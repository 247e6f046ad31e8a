{#-
For each trade date of `spine`, the newest row of `relation_sql` that was public at the decision clock, unless
it is so old that the series must be taken as discontinued. `relation_sql` must hold one row per instant
(see latest_published).
-#}
{% macro known_at_decision(relation_sql) -%}
    select
        spine.trade_date,
        {{ relation_sql }}.*
    from spine
    asof inner join {{ relation_sql }}
        on spine.decision_at >= {{ relation_sql }}.available_at
    where spine.trade_date - {{ relation_sql }}.observation_date <= {{ var('macro_max_age_days') }}
{%- endmacro %}
