using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks;

/// <summary>A message of the load: a body for one of the two exchanges.</summary>
/// <param name="Ro">Whether it is an RO line.</param>
/// <param name="Body">The record as JSON in UTF-8, about 700 bytes.</param>
internal readonly record struct Message(bool Ro, byte[] Body);

/// <summary>
/// The lines that every contender gets: two per soin, one soin per journée, shuffled, 5 % of them twice, and one soin in ten with the
/// complementary line paid first. The same seed gives the same bytes.
/// </summary>
internal sealed class Load
{
    private const int DuplicatesPercent = 5;
    private const int ComplementaireFirstPercent = 10;
    // Payments of these days, as they arrive: nothing is late while its other part is still in the queue.
    private static readonly DateOnly Yesterday = Domain.Paris.Day(TimeProvider.System.GetUtcNow()).AddDays(-1);

    private Load(IReadOnlyList<Message> messages, int lines, long cents) => (Messages, Lines, Cents) = (messages, lines, cents);

    /// <summary>All messages, duplicates included, in the order in which they are published.</summary>
    public IReadOnlyList<Message> Messages { get; }

    /// <summary>The distinct lines.</summary>
    public int Lines { get; }

    /// <summary>The sum of the distinct lines.</summary>
    public long Cents { get; }

    /// <summary>The number of soins that the lines pay for.</summary>
    public int Soins => Lines / 2;

    /// <summary>Makes a load of so many distinct lines.</summary>
    /// <param name="lines">The number of distinct lines, two a soin.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    /// <param name="duplicatesPercent">The part of the lines that comes twice, in percent.</param>
    public static Load Of(int lines, int seed, int duplicatesPercent = DuplicatesPercent)
    {
        var random = new Random(seed);
        var messages = new List<Message>(lines + (lines * duplicatesPercent / 100));
        var cents = 0L;
        for (var soin = 0; soin < lines / 2; soin++)
        {
            var (ro, complementaire) = Soin(seed, soin, random);
            cents += (long)((ro.Montant + complementaire.Montant) * 100);
            messages.Add(new(true, Encoding.UTF8.GetBytes(StoredJson.Write(ro))));
            messages.Add(new(false, Encoding.UTF8.GetBytes(StoredJson.Write(complementaire))));
        }

        var distinct = messages.Count;
        for (var i = 0; i < distinct * duplicatesPercent / 100; i++)
        {
            messages.Add(messages[random.Next(distinct)]);
        }

        var shuffled = messages.ToArray();
        random.Shuffle(shuffled);
        return new(shuffled, distinct, cents);
    }

    /// <summary>Both lines of one soin of a member of its own.</summary>
    public static (PaiementRoEmis Ro, PaiementComplementaireEmis Complementaire) Soin(int seed, int number, Random random)
    {
        var member = $"B{seed:D3}{number:D8}";
        var care = Yesterday.AddDays(-3 - (number % 7));
        var cents = random.Next(1500, 12000);
        var (depense, base_) = (cents / 100m, cents / 100m);
        var paid = Domain.Montant.Percentage(Domain.Montant.FromEuros(base_), 70).Euros;
        var ameliFirst = random.Next(100) >= ComplementaireFirstPercent;
        var reference = new ReferenceLigne { Organisme = "010000506", Decompte = $"2026{number:D10}", Ordre = seed };
        var ro = new PaiementRoEmis
        {
            EvenementId = $"ro-{seed:D8}-{number:D12}-{random.Next():x8}",
            Source = "ameli",
            Ligne = reference,
            Nature = Nature.Paiement,
            AdherentId = member,
            BeneficiaireId = $"{member}-01",
            DateSoin = care,
            ProfessionnelId = $"1000345{random.Next(100, 1000)}",
            CodeActe = "G",
            Libelle = "Consultation généraliste",
            Depense = depense,
            Base = base_,
            Taux = 70,
            Montant = paid,
            Destinataire = Destinataire.Assure,
            Canal = Canal.CarteVitale,
            PayeLe = ameliFirst ? Yesterday.AddDays(-1) : Yesterday.AddDays(1),
            Virement = $"VRO-{care:yyyyMMdd}-{number / 20:D6}",
            Complementaire = Complementaire.Mgen,
        };
        var complementaire = new PaiementComplementaireEmis
        {
            EvenementId = $"rc-{seed:D8}-{number:D12}-{random.Next():x8}",
            Source = "mgen-complementaire",
            Ligne = new() { Organisme = "MGEN-COMPLEMENTAIRE", Decompte = $"C2026{number:D10}", Ordre = seed },
            Nature = Nature.Paiement,
            AdherentId = member,
            BeneficiaireId = ro.BeneficiaireId,
            DateSoin = care,
            ProfessionnelId = ro.ProfessionnelId,
            CodeActe = ro.CodeActe,
            Libelle = ro.Libelle,
            Depense = depense,
            Montant = depense - paid,
            Destinataire = Destinataire.Assure,
            Canal = Canal.CarteVitale,
            PayeLe = Yesterday,
            Virement = $"VRC-{care:yyyyMMdd}-{number / 20:D6}",
            Contrat = "MGEN-INTEGRALE",
            RegimeObligatoire = RegimeObligatoire.Mgen,
            MontantRoDeclare = paid,
            ReferenceRo = number % 2 == 0 ? reference : null,
        };
        return (ro, complementaire);
    }
}
