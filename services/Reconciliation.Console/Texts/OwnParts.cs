using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>
/// Which parts of a soin are the member's who calls. Of a child whom two parents cover, each is told of their own part, and neither of the
/// other's: the view that is made for a member says so itself.
/// </summary>
internal static class OwnParts
{
    /// <summary>Whether the view is one member's share of a soin that also concerns another.</summary>
    /// <param name="vue">The view.</param>
    public static bool IsShare(Vue vue) => vue.MessageParties.Any(p => p.Type == MessagePartieType.AutreAdherent);

    /// <summary>Whether the RO part may be shown.</summary>
    /// <param name="vue">The view.</param>
    public static bool HasRo(Vue vue) => !IsShare(vue) || vue.MessageParties.Any(p => p.Lieu is VisibleSur.Ameli or VisibleSur.Courrier);

    /// <summary>Whether the complementary part may be shown.</summary>
    /// <param name="vue">The view.</param>
    public static bool HasComplementaire(Vue vue) => !IsShare(vue) || vue.MessageParties.Any(p => p.Lieu == VisibleSur.EspacePersonnel);
}
