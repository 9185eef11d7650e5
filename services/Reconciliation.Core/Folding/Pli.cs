using System.Text.Json;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What a fold is for.</summary>
internal enum ButDuPli
{
    /// <summary>To write what differs from what is stored.</summary>
    Avancer,

    /// <summary>To find what differs: a soin whose deadline has passed and that nobody has judged yet is judged as at its deadline.</summary>
    Controler,

    /// <summary>To write every row, whatever is stored of it.</summary>
    Reconstruire,
}

/// <summary>What folding made.</summary>
/// <param name="Changements">What must be written.</param>
/// <param name="Soins">The soins with their ids and lines.</param>
/// <param name="NonRattachees">The lines that are in none.</param>
internal sealed record Repli(Changements Changements, IReadOnlyList<SoinIdentifie> Soins, IReadOnlyList<Ligne> NonRattachees);

/// <summary>From what is known to what must be written. Pure: everything was read before, everything is written after.</summary>
internal sealed class Pli
{
    private readonly EtatConnu _etat;
    private readonly Jugement _jugement;
    private readonly DateTimeOffset _maintenant;
    private readonly Decision? _decision;
    private readonly Dictionary<Guid, SoinStocke> _connus;

    private readonly ButDuPli _but;

    private Pli(EtatConnu etat, Jugement jugement, DateTimeOffset maintenant, ButDuPli but, Decision? decision)
    {
        (_etat, _jugement, _maintenant, _but, _decision) = (etat, jugement, maintenant, but, decision);
        _connus = etat.Soins.ToDictionary(s => s.SoinId);
    }

    /// <summary>Folds what is known.</summary>
    /// <param name="etat">Everything that is known, the new décision included.</param>
    /// <param name="jugement">The policy.</param>
    /// <param name="horloge">The clock, read now.</param>
    /// <param name="but">What for.</param>
    /// <param name="decision">The new décision, if that is what is new.</param>
    public static Repli Plier(
        EtatConnu etat, Jugement jugement, DateTimeOffset horloge, ButDuPli but = ButDuPli.Avancer, Decision? decision = null) =>
        new Pli(etat, jugement, Maintenant(etat, horloge), but, decision).Plier();

    /// <summary>
    /// The instant of judging. Two engines' clocks may differ a little: a journée is never judged before the instant at which it was
    /// judged last. PostgreSQL keeps microseconds.
    /// </summary>
    public static DateTimeOffset Maintenant(EtatConnu etat, DateTimeOffset horloge) =>
        etat.Soins.Select(s => s.MisAJourLe).Append(horloge.AddTicks(-(horloge.Ticks % TimeSpan.TicksPerMicrosecond))).Max();

    private Repli Plier()
    {
        var (rapprochement, identites) = _etat.Rapprocher();
        var soins = identites.Soins.Select(Publier).Concat(identites.Remplaces.Select(r => Vider(r.Key, r.Value))).OfType<SoinAEcrire>().ToList();
        var actuelles = rapprochement.Soins.Sum(s => s.Ro.Count + s.Complementaire.Count) + rapprochement.NonRattachees.Count;
        var aDesCorrections = _etat.Lignes.Any(l => l.Ligne.Nature != Nature.Paiement);

        // Sorted by key, so that statements of two batches meet rows in one order.
        var changements = new Changements(
            [.. soins.OrderBy(s => s.SoinId)],
            aDesCorrections || _but == ButDuPli.Reconstruire ? rapprochement.NonRattachees : null,
            Comptes.De(_etat, actuelles, _connus, [.. soins.Where(s => _but != ButDuPli.Reconstruire || s.Entree is not null)], _maintenant),
            _maintenant);
        return new(changements, identites.Soins, rapprochement.NonRattachees);
    }

    // A new version if the view differs from the last one written; only the row if nothing but its deadline, its place
    // or the other members concerned do.
    private SoinAEcrire? Publier(SoinIdentifie identifie)
    {
        var connu = _connus.GetValueOrDefault(identifie.Id);
        var vue = _jugement.Juger(identifie.Soin, _but == ButDuPli.Controler && connu?.Echeance < _maintenant ? connu.Echeance.Value : _maintenant);
        // A view says its situation: where that changed there is nothing to compare.
        var meme = connu is not null && connu.Situation == vue.Situation && Est(connu, VuePubliee.De(vue, connu.SoinId, connu.Version, connu.MisAJourLe));
        var deplace = connu is not null && connu.BeneficiaireId != vue.Journee.BeneficiaireId;
        if (meme && !deplace && connu!.Echeance == vue.Echeance && connu.AutresAdherents.SequenceEqual(vue.AutresAdherents) && _but != ButDuPli.Reconstruire)
        {
            return null;
        }

        var (version, instant) = meme ? (connu!.Version, connu.MisAJourLe) : ((connu?.Version ?? 0) + 1, _maintenant);
        return new()
        {
            SoinId = identifie.Id,
            Journee = vue.Journee,
            AdherentId = vue.AdherentId,
            AutresAdherents = vue.AutresAdherents,
            Fondatrice = identifie.Fondatrice,
            Version = version,
            Situation = vue.Situation,
            Mesures = new(
                connu?.Situation == vue.Situation ? connu.Mesures.Depuis : Depuis(vue),
                vue.Enjeu,
                vue.EcartJours,
                Comptes.Ponctualite(vue),
                vue.Total.AuCompte + vue.Total.AuProfessionnel,
                PartAttendue(vue)),
            Echeance = vue.Echeance,
            Vue = meme ? connu!.Vue : Contenus.EnOctets(VuePubliee.De(vue, identifie.Id, version, instant)),
            RemplacePar = null,
            CreeLe = connu?.CreeLe ?? _maintenant,
            MisAJourLe = instant,
            Entree = meme ? null : new(connu?.Situation, Cause(identifie.Soin)),
            AncienBeneficiaire = deplace ? connu!.BeneficiaireId : null,
            EstNouveau = connu is null && _but != ButDuPli.Reconstruire,
            Apparie = vue.EcartJours is not null && connu?.Mesures.EcartJours is null ? PremiereRecue(identifie.Soin) : null,
            Echue = connu?.Echeance < _maintenant ? connu.Echeance : null,
        };
    }

    // A soin whose lines went to another, or away: its last view says so, once.
    private SoinAEcrire? Vider(Guid soinId, Guid? remplacePar)
    {
        var connu = _connus[soinId];
        var derniere = Contenus.LireVue(connu.Vue);
        var meme = Est(connu, VuePubliee.Videe(derniere, remplacePar, connu.Version, connu.MisAJourLe));
        if (meme && _but != ButDuPli.Reconstruire)
        {
            return null;
        }

        var (version, instant) = meme ? (connu.Version, connu.MisAJourLe) : (connu.Version + 1, _maintenant);
        return new()
        {
            SoinId = soinId,
            Journee = new(connu.BeneficiaireId, derniere.DateSoin),
            AdherentId = derniere.AdherentId,
            AutresAdherents = [],
            Fondatrice = connu.Fondatrice,
            Version = version,
            Situation = Situation.Annule,
            Mesures = new(connu.Situation == Situation.Annule ? connu.Mesures.Depuis : _maintenant, Montant.Zero, null, null),
            Echeance = null,
            Vue = meme ? connu.Vue : Contenus.EnOctets(VuePubliee.Videe(derniere, remplacePar, version, instant)),
            RemplacePar = remplacePar,
            CreeLe = connu.CreeLe,
            MisAJourLe = instant,
            Entree = meme ? null : new(connu.Situation, DeLaDecision() ?? Ecrire(new(_but == ButDuPli.Reconstruire ? "reconstruction" : "regroupement", []))),
            AncienBeneficiaire = null,
            Echue = connu.Echeance < _maintenant ? connu.Echeance : null,
        };
    }

    private static bool Est(SoinStocke connu, Contracts.Vue vue) => Contenus.EnOctets(vue).AsSpan().SequenceEqual(connu.Vue);

    private static Part? PartAttendue(Vue vue) => vue.Situation != Situation.EnRetard ? null
        : vue.PartRo.Etat == EtatPart.EnRetard ? Part.Ro
        : Part.Complementaire;

    private PremiereRecue PremiereRecue(Soin soin)
    {
        bool EtaitLa(IEnumerable<Ligne> part) => part.Any(l => !_etat.Nouvelles.Contains((l.Id, l.Revision)));
        return EtaitLa(soin.Ro) ? Storage.PremiereRecue.Ro
            : EtaitLa(soin.Complementaire) ? Storage.PremiereRecue.Complementaire
            : Storage.PremiereRecue.Ensemble;
    }

    // A soin is late since the end of its window, whenever that was found.
    private DateTimeOffset Depuis(Vue vue) => vue.Situation == Situation.EnRetard && (vue.PartRo.Attente ?? vue.PartComplementaire.Attente) is { } attente
        ? attente.Au
        : _maintenant;

    // Whatever a décision's transaction changes in its journées is laid to the décision.
    private byte[]? DeLaDecision() => _decision is { } d
        ? Ecrire(new("decision", []) { Decision = new(d.Id, JsonNamingPolicy.CamelCase.ConvertName(d.GetType().Name), d.Auteur, d.Motif) })
        : null;

    private byte[] Cause(Soin soin)
    {
        if (DeLaDecision() is { } decision)
        {
            return decision;
        }

        var lignes = soin.Lignes.Where(l => _etat.Nouvelles.Contains((l.Id, l.Revision)))
            .Select(l => new Contracts.LigneEnCause(
                l.Id.Part == Part.Ro ? "ro" : "complementaire",
                l.Id.Source,
                l.Id.Reference.Organisme,
                l.Id.Reference.Decompte,
                l.Id.Reference.Ordre,
                l.Revision))
            .ToList();
        var type = _but == ButDuPli.Reconstruire ? "reconstruction" : lignes.Count > 0 ? "lignes" : _etat.Nouvelles.Count > 0 ? "regroupement" : "echeance";
        return Ecrire(new(type, lignes));
    }

    private static byte[] Ecrire(Contracts.CauseDeVersion cause) => JsonSerializer.SerializeToUtf8Bytes(cause, CausesJson.Default.CauseDeVersion);
}
