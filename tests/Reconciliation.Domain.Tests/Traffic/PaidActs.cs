namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>A payment of generated traffic, in cents, with the act that it pays for in truth.</summary>
internal sealed record PaidLine(
    bool IsRo, int Act, int Number, string Professional, string Code, long Depense, long Montant, long Base, int Rate, long? Declared,
        int? Names)
{
    /// <summary>The statement: each part settles its payments at one professional in one.</summary>
    public string Statement => $"{(IsRo ? "ro" : "rc")}-{Professional}";
}

/// <summary>
/// Journées as the field has them: consultations, boxes, sessions, optics and stays at a few professionals. Some of the acts are merged
/// with others, or split in two, by one side.
/// </summary>
/// <param name="random">The seeded source.</param>
internal sealed class PaidActs(Random random)
{
    private static readonly (string Code, long[] Prices, int Rate)[] Kinds =
    [
        ("G", [2650, 3000, 3000, 2500], 70), ("CS", [2300, 3150, 4000, 6000], 70), ("AMK", [1613, 1613, 2100], 60), ("AMI", [473, 630,
            315], 60),
        ("PH7", [306, 412, 749, 1283, 218], 65), ("PH4", [219, 503, 861], 30), ("HBLD", [13975, 4338, 2892], 70), ("B", [1350, 2025,
            4590], 60),
    ];

    private readonly List<PaidLine> _lines = [];
    private int _act;

    /// <summary>The lines of one journée.</summary>
    /// <param name="mergedPercent">Of a hundred acts, how many one side merges with others or splits.</param>
    public IReadOnlyList<PaidLine> Journee(int mergedPercent)
    {
        _lines.Clear();
        var professionals = random.Next(100) < 70 ? 1 : 2;
        for (var acts = 1 + (random.Next(100) < 45 ? random.Next(4) : 0); acts > 0; acts--)
        {
            var professional = $"1000000000{random.Next(professionals)}";
            var merged = random.Next(100) < mergedPercent;
            switch (merged ? random.Next(4) : -1)
            {
                case 0: Merge(professional, byRo: false); break;
                case 1: Merge(professional, byRo: true); break;
                case 2: SplitRo(professional); break;
                case 3: SplitRc(professional); break;
                default: Pair(professional); break;
            }
        }

        return [.. _lines];
    }

    private (string Code, long Price, int Rate) Act()
    {
        var (code, prices, rate) = Kinds[random.Next(Kinds.Length)];
        return (code, prices[random.Next(prices.Length)], rate);
    }

    private void Pair(string professional)
    {
        var (code, price, rate) = Act();
        var depense = price + (random.Next(10) == 0 ? random.Next(1, 20) * 100 : 0);
        var ro = Ro(professional, code, depense, Part(price, rate), price, rate);
        Rc(professional, code, depense, price - ro.Montant, random.Next(7) == 0 ? null : ro.Montant, random.Next(3) == 0 ? ro.Number
            : null);
        _act++;
    }

    private void Merge(string professional, bool byRo)
    {
        var (code, price, rate) = Act();
        List<(long Price, long Ro)> all = [];
        for (var more = 2 + random.Next(3); more > 0; more--)
        {
            all.Add((price, Part(price, rate)));
            price = random.Next(2) == 0 ? price : Act().Price;
        }

        var (whole, paid) = (all.Sum(a => a.Price), all.Sum(a => a.Ro));
        if (byRo)
        {
            Ro(professional, code, whole, paid, whole, rate);
            all.ForEach(a => Rc(professional, code, a.Price, a.Price - a.Ro, a.Ro, null));
        }
        else
        {
            all.ForEach(a => Ro(professional, code, a.Price, a.Ro, a.Price, rate));
            Rc(professional, code, whole, whole - paid, paid, null);
        }

        _act++;
    }

    // A second body of the régime obligatoire pays on the same cost.
    private void SplitRo(string professional)
    {
        var (code, price, rate) = Act();
        var (first, second) = (Part(price, rate), Part(price, 20));
        Ro(professional, code, price, first, price, rate);
        Ro(professional, code + "L", price, second, price, 20);
        Rc(professional, code, price, price - first - second, first + second, null);
        _act++;
    }

    // Base and option of one contract, each of which echoes the RO amount.
    private void SplitRc(string professional)
    {
        var (code, price, rate) = Act();
        var ro = Ro(professional, code, price, Part(price, rate), price, rate);
        var first = (price - ro.Montant) * 2 / 3;
        Rc(professional, code, price, first, ro.Montant, null);
        Rc(professional, code, price, price - ro.Montant - first, ro.Montant, null);
        _act++;
    }

    private static long Part(long price, int rate) => Montant.Percentage(new(price), rate).Cents;

    private PaidLine Ro(string professional, string code, long depense, long montant, long assessed, int rate) =>
        Add(new(true, _act, _lines.Count, professional, code, depense, montant, assessed, rate, null, null));

    private void Rc(string professional, string code, long depense, long montant, long? declared, int? names) =>
        Add(new(false, _act, _lines.Count, professional, code, depense, montant, 0, 0, declared, names));

    private PaidLine Add(PaidLine line)
    {
        _lines.Add(line);
        return line;
    }
}
