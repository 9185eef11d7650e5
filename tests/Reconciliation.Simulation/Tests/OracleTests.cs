using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Simulation.Verdict;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Simulation.Tests;

/// <summary>The oracle has nothing to say of a service that makes no mistake, and names each mistake that one can make.</summary>
public sealed class OracleTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 1, 2, 30, 0, TimeSpan.Zero);
    private static readonly Lazy<PaymentStream> Sent = new(() => PaymentStream.Create(3, new DateOnly(2025, 10, 22), acts: 250));

    private static readonly Dictionary<string, (string Law, Func<Observed, Observed> Break)> Mistakes = new()
    {
        ["a line is lost"] = ("every line that was sent is stored", o => o with { Lines = [.. o.Lines.Skip(1)] }),
        ["a line is stored twice"] = ("stored once", o => o with { Lines = [.. o.Lines, o.Lines[0]] }),
        ["a line is made up"] = ("nothing is stored that was not sent", o => o with { Lines = [.. o.Lines, WithAmount(o.Lines[0])] }),
        ["the amount of a line is altered"] =
            ("control totals", o => o with { Lines = [o.Lines[0] with { Cents = 1 }, .. o.Lines.Skip(1)] }),
        ["a line is named as another"] =
            ("columns that name", o => o with { Lines = [o.Lines[0] with { Name = o.Lines[1].Name }, .. o.Lines.Skip(1)] }),
        ["a line is new twice"] =
            ("a line is new once", o => o with { Journal = [.. o.Journal, Again(o.Journal.Last(j => j.Caused.Count > 0))] }),
        ["a batch is applied twice"] =
            ("batches noted each new line once", o => o with { Receptions = [.. o.Receptions, o.Receptions[0]] }),
        ["a message was not noted"] = (
            "batches noted each new line once",
            o => o with { Receptions = [o.Receptions[0] with { Received = 0 }, .. o.Receptions.Skip(1)] }),
        ["a cent is counted too much"] =
            ("accounts and to professionals", o => Views(o, v => v with { MontantTotal = PlusACent(v.MontantTotal, 1) })),
        ["the RO part is counted twice"] =
            ("lines of each part", o => Views(o, v => v with { PartRo = v.PartRo with { Montant = v.PartRo.Montant * 2 } }, HasRo)),
        ["a complementary part vanishes"] =
            ("lines of each part", o => Views(o, v => v with { PartComplementaire = v.PartComplementaire with { Montant = null } }, HasRc)),
        ["a cent goes from one journée to another"] = ("every journée add up", MoveACent),
        ["a view is missing"] = ("every journée add up", o => o with { Soins = [.. o.Soins.Skip(1)] }),
        ["a soin is there twice"] = ("no line founds two soins", o => o with { Soins = [.. o.Soins, o.Soins[0]] }),
        ["a soin is founded by a line of elsewhere"] =
            ("founded by a payment of its journée", o => o with { Soins = [o.Soins[0] with { Founder = "x" }, .. o.Soins.Skip(1)] }),
        ["a contested soin is shown as another"] =
            ("contested soin", o => Views(o, v => v with { Situation = Situation.Complet }, v => v.Situation == Situation.Conteste)),
        ["an unattached line is forgotten"] =
            ("corrections that lead to no payment", o => o with { Unattached = [.. o.Unattached.Where(u => !IsOrphan(u))] }),
        ["an unattached line is listed twice"] = ("listed once", o => o with { Unattached = [.. o.Unattached, o.Unattached[0]] }),
        ["an unattached amount is altered"] =
            ("with its amount", o => o with { Unattached = [o.Unattached[0] with { Cents = 7 }, .. o.Unattached.Skip(1)] }),
        ["a situation is judged otherwise"] = (
            "that one fold of all lines makes",
            o => Views(o, v => v with { Situation = Situation.EnAttenteRo }, v => v.Situation == Situation.Complet)),
        ["a deadline is forgotten"] = ("with its deadline", o => o with { Soins = [.. o.Soins.Select(s => s with { Echeance = null })] }),
        ["a deadline passed unseen"] =
            ("nothing is overdue", o => o with { Soins = [o.Soins[0] with { Echeance = Now.AddHours(-1) }, .. o.Soins.Skip(1)] }),
        ["a version is missing in the journal"] = ("gap-free", o => o with { Journal = [.. o.Journal.Skip(1)] }),
        ["a version says nothing new"] =
            ("differs from the one before", o => o with { Journal = [Renumber(o.Journal[1], 1), .. o.Journal.Skip(1)] }),
        ["a version has another past"] =
            ("names the situation", o => o with { Journal = [o.Journal[0], o.Journal[1] with { Before = null }, .. o.Journal.Skip(2)] }),
        ["a view is not the last version"] = ("last version in the journal", o => Views(o, v => v with { Libelle = "autre" })),
        ["an outgoing message is dropped"] = ("every version is published", o => o with { Published = [.. o.Published.SkipLast(1)] }),
        ["two versions change places"] =
            ("published in order", o => o with { Published = [o.Published[1], o.Published[0], .. o.Published.Skip(2)] }),
        ["another body is published"] = (
            "the view and the situation before", o => o with { Published = [o.Published[0] with { Text = "{}" }, .. o.Published.Skip(1)] }),
        ["what is in no journal is published"] =
            ("that the journal does not have", o => o with { Published = [.. o.Published, Later(o.Published[1])] }),
        ["poison is lost"] = ("every poison message is in quarantine once", o => o with { Quarantine = [.. o.Quarantine.Skip(1)] }),
        ["poison is kept twice"] = ("each poison message once", o => o with { Quarantine = [.. o.Quarantine, o.Quarantine[0]] }),
        ["a NIR is kept"] = ("no NIR", o => o with { Quarantine = [.. o.Quarantine.Select(WithNir)] }),
        ["a message stays in an error queue"] =
            ("every queue is empty", o => o with { Waiting = new Dictionary<string, int> { ["q_error"] = 1 } }),
    };

    public static TheoryData<string> MistakeNames => [.. Mistakes.Keys];

    [Fact]
    public void Nothing_is_found_where_there_is_nothing_to_find()
    {
        var judgement = Oracle.Judge(Sent.Value, PerfectService.Observe(Sent.Value, Now), Now);
        Assert.Empty(judgement.Findings);
        Assert.Equal((0, 0), (judgement.LinesLost, judgement.LinesCountedTwice));
    }

    [Theory]
    [MemberData(nameof(MistakeNames))]
    public void Each_mistake_is_found(string mistake)
    {
        var (law, spoil) = Mistakes[mistake];
        var judgement = Oracle.Judge(Sent.Value, spoil(PerfectService.Observe(Sent.Value, Now)), Now);
        Assert.Contains(judgement.Findings, f => f.Law.Contains(law, StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_of_a_version_are_no_mistake_whenever_they_come()
    {
        var observed = PerfectService.Observe(Sent.Value, Now);
        observed = observed with { Published = [observed.Published[0], .. observed.Published, .. observed.Published.Take(4)] };
        Assert.Empty(Oracle.Judge(Sent.Value, observed, Now).Findings);
    }

    [Fact]
    public void Lines_that_are_lost_or_doubled_are_counted()
    {
        var observed = PerfectService.Observe(Sent.Value, Now);
        var judgement = Oracle.Judge(Sent.Value, observed with { Lines = [.. observed.Lines.Skip(3), observed.Lines[^1]] }, Now);
        Assert.Equal((3, 1), (judgement.LinesLost, judgement.LinesCountedTwice));
    }

    private static bool HasRo(Vue view) => view.PartRo is { Etat: EtatPart.Payee, Montant: > 0 };

    private static bool HasRc(Vue view) => view.PartComplementaire is { Etat: EtatPart.Payee, Montant: > 0 };

    private static bool IsOrphan(UnattachedLine line)
    {
        var lines = new Lines(Sent.Value.Records);
        return !lines.IsLooseRetenue(lines.Current[line.Name]);
    }

    private static StoredLine WithAmount(StoredLine line) => line with { Record = line.Record with { Montant = 99_999.99m } };

    private static PublishedVersion Later(PublishedVersion published) =>
        published with { Seen = published.Seen!.Value with { Version = published.Seen!.Value.Version + 1 } };

    private static JournalEntry Again(JournalEntry entry) => Renumber(entry, entry.View.Version + 1);

    private static JournalEntry Renumber(JournalEntry entry, int version)
    {
        var view = entry.View with { Version = version };
        return entry with { View = view, Text = StoredJson.Write(view) };
    }

    private static byte[] WithNir(byte[] body) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(body).Replace("[NIR]", Sent.Value.Poison.First(p => p.Nir is not null).Nir, StringComparison.Ordinal));

    // Changes the view of the first soin that is meant.
    private static Observed Views(Observed observed, Func<Vue, Vue> change, Func<Vue, bool>? which = null)
    {
        var chosen = observed.Soins.First(s => which is null || which(s.View));
        return observed with { Soins = [.. observed.Soins.Select(s => s == chosen ? s with { View = change(s.View) } : s)] };
    }

    private static Observed MoveACent(Observed observed)
    {
        var from = observed.Soins[0].View;
        var to = observed.Soins.First(s => s.View.BeneficiaireId != from.BeneficiaireId).View;
        return Views(
            Views(observed, v => v with { MontantTotal = PlusACent(v.MontantTotal, -1) }),
            v => v with { MontantTotal = PlusACent(v.MontantTotal, 1) },
            v => v.SoinId == to.SoinId);
    }

    private static MontantTotal PlusACent(MontantTotal total, int cents) => total with { AuCompte = total.AuCompte + (cents / 100m) };
}
