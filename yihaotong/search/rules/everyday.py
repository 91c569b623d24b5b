"""What everybody says of everything: pairs of characters that tell nothing of what a text is about."""

_SAID = """
没人处理 没人管 希望尽快解决 希望尽快处理 希望部门 请问怎么办 该怎么办 请问什么时候 多次反映没人
要求尽快处理 请相关部门核实处理 什么时候能 一直没人 怎么办 怎么 怎样 什么时候 什么 时候 时间 为什么 多少
多久 哪里 哪儿 哪个 能不能 可不可以 可以 是不是 有没有 没有 没人 请问 请尽快 尽快 希望 要求 反映
来电 市民 诉求人 诉求 投诉 咨询 求助 建议 部门 单位 相关 有关 有人 我们 你们 他们 大家 自己 我家
家里 小区 居民 老人 业主 现在 目前 今天 昨天 明天 昨晚 今晚 早上 上午 中午 下午 晚上 最近 近期
已经 一直 经常 突然 还没 还是 不知道 知道 因为 所以 但是 而且 如果 这个 那个 这里 那里 这边 附近
门口 楼上 楼下 位于 一直没 多次 处理 解决 帮忙 核实 谢谢 您好 你好 问题 情况 事情 无法 不能 不了
了怎 么时 候来 候能 么处 天了 个月 小时 号楼 单元 一下 一个 一栋 整栋 就是 非常 影响 生活 正常
"""
#: The pairs of these words, as texts are compared.
EVERYDAY = frozenset(word[i : i + 2] for word in _SAID.split() for i in range(len(word) - 1))
