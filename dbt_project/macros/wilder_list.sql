{#-
Wilder's smoothing of a list, as a list (S20): the first element is the mean of the first `period` values,
then (previous * (period - 1) + value) / period. Element i belongs to value number period - 1 + i.
-#}
{% macro wilder_list(values_sql, period) -%}
    list_reduce(
        list_transform({{ values_sql }}[{{ period + 1 }}:], lambda y: [y]),
        lambda acc, y: list_append(acc, (acc[-1] * {{ period - 1 }} + y[1]) / {{ period }}),
        [list_avg({{ values_sql }}[1:{{ period }}])]
    )
{%- endmacro %}
