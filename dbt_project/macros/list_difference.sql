{#- Element by element difference of two lists of equal length. -#}
{% macro list_difference(minuend_sql, subtrahend_sql) -%}
    list_transform({{ minuend_sql }}, lambda element, i: element - {{ subtrahend_sql }}[i])
{%- endmacro %}
