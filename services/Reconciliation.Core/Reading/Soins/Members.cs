using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The members whose data is handed out: all whom the data names, first the one whom it is about.</summary>
internal static class Members
{
    /// <summary>Those of a list of views: a soin that two members share is the other's too.</summary>
    /// <param name="adherentId">The member whose list it is.</param>
    /// <param name="vues">The views.</param>
    public static IReadOnlyList<string> Of(string adherentId, IEnumerable<StoredVue> vues) =>
        [.. vues.SelectMany(v => v.AdherentIds).Prepend(adherentId).Distinct()];

    /// <summary>Those of a soin and of lines beside it: lines of its day of care may be another member's.</summary>
    /// <param name="vue">The soin.</param>
    /// <param name="lignes">The lines.</param>
    public static IReadOnlyList<string> Of(StoredVue vue, IEnumerable<LigneFacts> lignes) =>
        [.. vue.AdherentIds.Concat(lignes.Select(l => l.Stored.Ligne.AdherentId)).Distinct()];
}
