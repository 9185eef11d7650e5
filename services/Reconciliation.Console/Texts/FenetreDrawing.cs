using Reconciliation.Domain;
using PartVue = Reconciliation.Contracts.PartVue;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>The window in which the missing part is expected, as places on a line from 0 to 100.</summary>
public sealed class FenetreDrawing
{
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _length;

    private FenetreDrawing(bool roMissing, DateTimeOffset first, DateTimeOffset fromDay, DateTimeOffset toDay, DateTimeOffset now)
    {
        (IsRoMissing, First, Begin, End, Now) = (roMissing, first, fromDay, toDay, now);
        var (start, end) = (first < fromDay ? first : fromDay, now > toDay ? now : toDay);
        start = now < start ? now : start;
        var margin = (end - start) / 12;
        (_start, _length) = (start - margin, end - start + (2 * margin));
    }

    /// <summary>Whether RO is the part that is missing.</summary>
    public bool IsRoMissing { get; }

    /// <summary>The payment that has arrived.</summary>
    public DateTimeOffset First { get; }

    public DateTimeOffset Begin { get; }

    public DateTimeOffset End { get; }

    public DateTimeOffset Now { get; }

    public bool IsPast => Now > End;

    /// <summary>The window of a soin; null where nothing is awaited.</summary>
    /// <param name="vue">The soin.</param>
    /// <param name="now">Now.</param>
    public static FenetreDrawing? From(Vue vue, DateTimeOffset now) => SureFigures.IsUnsure(vue) || OwnParts.IsShare(vue)
        ? null
        : From(vue.PartRo, vue.PartComplementaire, true, now) ?? From(vue.PartComplementaire, vue.PartRo, false, now);

    /// <summary>Where an instant is, in per cent.</summary>
    /// <param name="instant">The instant.</param>
    public double Place(DateTimeOffset instant) => 100 * ((instant - _start) / _length);

    private static FenetreDrawing? From(PartVue missing, PartVue arrival, bool roMissing, DateTimeOffset now) =>
        missing is { AttenduDu: { } fromDay, AttenduAu: { } toDay } && arrival.PayeLe is { } payeLe
            ? new(roMissing, Paris.StartOfDay(payeLe), fromDay, toDay, now)
            : null;
}
