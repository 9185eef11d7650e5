using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>The pairing of whole streams, beside the acts that were really paid for, and beside the version before.</summary>
public sealed class PairingOfTraffic(ITestOutputHelper output)
{
    // The pairing of the same journées by the version before, read from it once: traffic without merged lines keeps its pairing.
    private const string DigestOfTheVersionBefore = "CAC3AAB1F6313DFAFA5EAA6C1218E89AB834946C70F8DE8C08309C0814898BD2";

    // Of the first 1,000 of them: what breaks the pairing is found within a moment.
    private const string FirstDigest = "3E329464C04BACB35781284AC8209A41B834D8D91732DD603487EA6F987ACE15";
    private const int First = 1_000;
    private const int All = 100_000;

    // Of so many journées with 5 % of acts merged or split by one side.
    private const int MergedJournees = 10_000;
    private const int WrongMax = 54;

    [Fact]
    public void Traffic_of_one_line_a_part_is_paired_as_by_the_version_before()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Digest(0, First);
        Assert.Equal(FirstDigest, Convert.ToHexString(digest.GetCurrentHash()));
        if (LawCases.Share(All) == All)
        {
            Digest(First, All);
            Assert.Equal(DigestOfTheVersionBefore, Convert.ToHexString(digest.GetCurrentHash()));
        }

        void Digest(int from, int to)
        {
            for (var seed = from; seed < to; seed++)
            {
                digest.AppendData(Encoding.ASCII.GetBytes(InWords(Paired(OneToOne(seed)))));
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 1)]
    [InlineData(25, 9)]
    public void Few_journees_are_shown_wrong_and_a_pair_is_false_only_beside_a_like_act(int mergedPercent, int falsePairsMax)
    {
        var (wrong, falsePairs) = (0, 0);
        var journees = LawCases.Share(MergedJournees);
        for (var seed = 0; seed < journees; seed++)
        {
            var lines = new PaidActs(new(seed)).Journee(mergedPercent);
            var truth = lines.GroupBy(l => l.Act).Select(Sums).Order().ToList();
            var paired = Pair(lines);
            var soins = paired.Select(soin => Lines(lines, soin)).ToList();
            wrong += truth.SequenceEqual(soins.Select(Sums).Order()) ? 0 : 1;
            falsePairs += paired.Where(s => !s.IsAmbiguous).Select(soin => Lines(lines, soin)).Any(soin =>
                soin.Exists(l => l.IsRo) && soin.Exists(l => !l.IsRo)
                && soin.DistinctBy(l => l.Act).Skip(1).Any() && !truth.Contains(Sums(soin))) ? 1 : 0;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mergedPercent} %: {wrong} wrong, {falsePairs} with a false pair"));
        Assert.InRange(wrong, 0m, Math.Ceiling((decimal)WrongMax * journees / MergedJournees * Math.Max(1, mergedPercent) / 5));
        Assert.InRange(falsePairs, 0, falsePairsMax);
    }

    /// <summary>Traffic in which each side pays each act in one line, and nothing says which of two unlike lines: without these, rules that
    /// were added have nothing to say.</summary>
    internal static IReadOnlyList<PaidLine> OneToOne(int seed) => new PaidActs(new(seed)).Journee(mergedPercent: 0);

    /// <summary>The pairing of a journée in which one side merged or split some acts, in words.</summary>
    internal static string Merged(int seed) => InWords(Paired(new PaidActs(new(seed)).Journee(mergedPercent: 25)));

    /// <summary>The soins, each as the numbers of its lines.</summary>
    internal static string InWords(IEnumerable<IReadOnlyList<int>> soins) =>
        string.Join(';', soins.Select(s => string.Join(',', s.Order())).Order(StringComparer.Ordinal)) + "\n";

    // Like lines may change places: only the totals of each soin are compared.
    private static (long, long) Sums(IEnumerable<PaidLine> soin) =>
        (soin.Where(l => l.IsRo).Sum(l => l.Montant), soin.Where(l => !l.IsRo).Sum(l => l.Montant));

    private static IEnumerable<IReadOnlyList<int>> Paired(IReadOnlyList<PaidLine> lines) =>
        Pair(lines).Select(s => s.Lignes.Select(l => l.Id.Reference.Ordre).ToList());

    private static IReadOnlyList<Soin> Pair(IReadOnlyList<PaidLine> lines) => Pairing.Pair(JourneeDeSoins.From(lines.Select(Ligne))).Soins;

    private static List<PaidLine> Lines(IReadOnlyList<PaidLine> lines, Soin soin) =>
        [.. soin.Lignes.Select(l => lines[l.Id.Reference.Ordre])];

    private static Ligne Ligne(PaidLine line)
    {
        var reference = new Reference("O", line.Statement, line.Number);
        var ro = Scenarios.Lignes.Ro(0) with
        {
            Id = new(Part.Ro, "S", reference, Scenarios.Lignes.Enfant),
            ProfessionnelId = line.Professional,
            CodeActe = line.Code,
            Depense = new(line.Depense),
            Montant = new(line.Montant),
            Base = new(line.Base),
            Taux = line.Rate,
        };
        return line.IsRo ? ro : Scenarios.Lignes.Rc(0) with
        {
            Id = new(Part.Complementaire, "S", reference, Scenarios.Lignes.Enfant),
            ProfessionnelId = line.Professional,
            CodeActe = line.Code,
            Depense = new(line.Depense),
            Montant = new(line.Montant),
            MontantRoDeclare = line.Declared is { } declared ? new Montant(declared) : null,
            ReferenceRo = line.Names is { } names ? new Reference("O", $"ro-{line.Professional}", names) : null,
        };
    }
}
