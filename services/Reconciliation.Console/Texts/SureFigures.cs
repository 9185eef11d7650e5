using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>
/// Which figures of a soin may be shown as sure. While an agent has to decide what belongs together, or which of two contents is right,
/// its total may change in either direction: no figure of it is called firm, ticked off or left to the member.
/// </summary>
internal static class SureFigures
{
    /// <summary>Whether no figure of a soin is sure.</summary>
    /// <param name="vue">The soin.</param>
    public static bool IsUnsure(Vue vue) => vue.Situation is Situation.ARapprocher or Situation.Conteste;

    /// <summary>The total, or that it is being checked.</summary>
    /// <param name="vue">The soin.</param>
    public static string Total(Vue vue) =>
        IsUnsure(vue) ? "à vérifier" : OwnParts.IsShare(vue) ? "–" : French.Euros(vue.MontantTotal.Valeur);

    /// <summary>The words under the total; empty: none.</summary>
    /// <param name="vue">The soin.</param>
    public static string Qualifier(Vue vue) => IsUnsure(vue) || OwnParts.IsShare(vue) ? ""
        : vue.MontantTotal switch
        {
            { Inchange: true } => "inchangé",
            { Certitude: Contracts.Certitude.Estime } => "au moins",
            _ => "",
        };

    /// <summary>The amount that is left to the member; a dash where it is not sure.</summary>
    /// <param name="vue">The soin.</param>
    public static string ResteACharge(Vue vue) => IsUnsure(vue) || OwnParts.IsShare(vue) ? "–" : French.Euros(vue.ResteACharge);

    /// <summary>How sure the total is, in words.</summary>
    /// <param name="vue">The soin.</param>
    public static string Certitude(Vue vue) =>
        IsUnsure(vue) ? "à vérifier : un agent doit d’abord décider"
        : OwnParts.IsShare(vue) ? "partagé avec un autre adhérent"
        : Labels.From(vue.MontantTotal.Certitude);
}
