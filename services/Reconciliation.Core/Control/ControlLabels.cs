using System.Globalization;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>How totals are named in reports.</summary>
public static class ControlLabels
{
    public static string De(Part part) => part == Part.Ro ? "ro" : "complementaire";

    public static string De(CleDeTotal cle) => string.Create(CultureInfo.InvariantCulture, $"{De(cle.Part)} {cle.Source} {cle.Jour:yyyy-MM-dd}");
}
