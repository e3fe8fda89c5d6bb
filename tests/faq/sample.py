"""An entry as it stands in its file, for tests that change a line of it."""

ENTRY = """id: vacancy
title: 房子空着，物业费还要交吗？
group: fee_objection
version: 2
approved_by: demo
approved_on: 2026-11-21
answer:
  - say: 物业已经按照约定和有关规定提供服务的，空着一般也要交（民法典第944条）。
    law: [mfd_944_1]
  - say: 小区的规定是：{vacancy_rule}
    if: [vacancy_rule]
  - say: 当地的规定还没有核实到，会请同事查清。
    unless: [vacancy_rule]
  - say: 您可以书面告诉我们空置的时间。
next:
  - {label: 申请核对减收, do: "flow:hardship"}
  - {label: 查账单, do: "flow:arrears"}
paraphrases:
  editor: [房子一直空着也要交物业费吗, 没人住能不能打折]
"""
