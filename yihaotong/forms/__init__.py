"""法定年报表格: the forms of 2019 and 2021, their reconciliation (勾稽), and finding them in anybody's report."""
