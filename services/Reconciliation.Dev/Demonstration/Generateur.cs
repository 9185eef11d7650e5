using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>
/// A month of payments around the reform, for members that do not exist. Pure: the same seed and day give the same records, byte for
/// byte.
/// </summary>
internal sealed class Generateur
{
    public Generateur(int graine, DateTimeOffset maintenant)
    {
        var hasard = new Random(graine);
        Calendrier = new(maintenant);
        var redaction = new Redaction(hasard, Calendrier.AujourdHui);
        Cas = new Personnages(redaction, Calendrier).Ecrire();
        new Foule(redaction, Calendrier, hasard, Melange.Ordinaire).Ecrire(Foule.PremierAdherent, Foule.Adherents);
        Paiements = redaction.Livrer(Melange.Ordinaire.Doublons);
    }

    public Calendrier Calendrier { get; }

    /// <summary>The members worth looking at.</summary>
    public IReadOnlyList<CasNotable> Cas { get; }

    /// <summary>The records in the order in which they are emitted, some of them twice.</summary>
    public IReadOnlyList<PaiementEmis> Paiements { get; }
}
