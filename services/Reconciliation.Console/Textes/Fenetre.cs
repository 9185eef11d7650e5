using Reconciliation.Contracts;
using Reconciliation.Domain;
using PartVue = Reconciliation.Contracts.PartVue;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Textes;

/// <summary>The window in which the missing part is expected, as places on a line from 0 to 100.</summary>
public sealed class Fenetre
{
    private readonly DateTimeOffset _debut;
    private readonly TimeSpan _longueur;

    private Fenetre(bool roManque, DateTimeOffset premier, DateTimeOffset du, DateTimeOffset au, DateTimeOffset maintenant)
    {
        (RoManque, Premier, Du, Au, Maintenant) = (roManque, premier, du, au, maintenant);
        var (debut, fin) = (premier < du ? premier : du, maintenant > au ? maintenant : au);
        debut = maintenant < debut ? maintenant : debut;
        var marge = (fin - debut) / 12;
        (_debut, _longueur) = (debut - marge, fin - debut + (2 * marge));
    }

    /// <summary>Whether RO is the part that is missing.</summary>
    public bool RoManque { get; }

    /// <summary>The payment that has arrived.</summary>
    public DateTimeOffset Premier { get; }

    public DateTimeOffset Du { get; }

    public DateTimeOffset Au { get; }

    public DateTimeOffset Maintenant { get; }

    public bool EstDepassee => Maintenant > Au;

    /// <summary>The window of a soin; null where nothing is awaited.</summary>
    /// <param name="vue">The soin.</param>
    /// <param name="maintenant">Now.</param>
    public static Fenetre? De(Vue vue, DateTimeOffset maintenant) =>
        De(vue.PartRo, vue.PartComplementaire, true, maintenant) ?? De(vue.PartComplementaire, vue.PartRo, false, maintenant);

    /// <summary>Where an instant is, in per cent.</summary>
    /// <param name="instant">The instant.</param>
    public double Place(DateTimeOffset instant) => 100 * ((instant - _debut) / _longueur);

    private static Fenetre? De(PartVue manque, PartVue arrivee, bool roManque, DateTimeOffset maintenant) =>
        manque is { AttenduDu: { } du, AttenduAu: { } au } && arrivee.PayeLe is { } payeLe
            ? new(roManque, Paris.Debut(payeLe), du, au, maintenant)
            : null;
}
