using Reconciliation.Bus;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>
/// The acks sent to the broker for deliveries that are done in any order, against the rules by which it closes a channel.
/// </summary>
public sealed class AckSequenceTests
{
    [Fact]
    public void What_is_done_in_order_is_told_with_one_word()
    {
        var next = new AckSequence(100);
        foreach (var delivery in new ulong[] { 3, 1, 2 })
        {
            next.Finish(delivery, done: true);
        }

        Assert.Equal([(3UL, true)], next.NextToTell(callback: false).Done);
        Assert.Empty(next.NextToTell(callback: true).Done);
    }

    [Fact]
    public void What_waits_behind_one_in_hand_is_held_back_until_there_is_too_much_of_it()
    {
        var next = new AckSequence(3);
        next.Finish(2, done: true);
        next.Finish(3, done: true);
        Assert.Empty(next.NextToTell(callback: false).Done);
        Assert.Equal(2, next.Ahead);
        next.Finish(4, done: true);
        Assert.Equal([2UL, 3UL, 4UL], next.NextToTell(callback: false).Done.Where(f => !f.WithThoseBefore).Select(f => f.Delivery).Order());
        Assert.Equal(0, next.Ahead);

        // A delivery that was acked singly is not named again: the broker would close the channel.
        next.Finish(1, done: true);
        Assert.Equal([(1UL, true)], next.NextToTell(callback: false).Done);
    }

    [Fact]
    public void What_has_waited_since_the_last_reminder_is_told_by_itself()
    {
        var next = new AckSequence(100);
        next.Finish(2, done: true);
        Assert.Empty(next.NextToTell(callback: true).Done);
        next.Finish(3, done: true);
        Assert.Equal([(2UL, false)], next.NextToTell(callback: true).Done);
        Assert.Equal([(3UL, false)], next.NextToTell(callback: true).Done);
    }

    [Fact]
    public void What_goes_back_is_never_acknowledged_by_what_comes_after_it()
    {
        var next = new AckSequence(100);
        next.Finish(1, done: true);
        next.Finish(2, done: false);
        next.Finish(3, done: true);
        var said = next.NextToTell(callback: false);
        Assert.Equal([2UL], said.Returned);
        Assert.Equal([(3UL, true)], said.Done);
    }

    [Fact]
    public void Whatever_the_order_the_broker_hears_of_each_delivery_once()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var next = new AckSequence(random.Next(1, 40));
            var broker = new SortedDictionary<ulong, bool>();
            var order = Enumerable.Range(1, random.Next(1, 120)).Select(i => (ulong)i).ToArray();
            random.Shuffle(order);
            var done = order.ToDictionary(o => o, _ => random.Next(8) != 0);
            var waiting = order.ToHashSet();
            foreach (var delivery in order)
            {
                next.Finish(delivery, done[delivery]);
                if (random.Next(4) == 0)
                {
                    Hear(next.NextToTell(random.Next(10) == 0));
                }
            }

            Hear(next.NextToTell(callback: true));
            Hear(next.NextToTell(callback: true));
            Assert.Empty(waiting);
            Assert.Equal(done.OrderBy(d => d.Key), broker);

            void Hear(AckSequence.AckRun said)
            {
                foreach (var back in said.Returned)
                {
                    Assert.True(waiting.Remove(back), $"seed {seed}: {back} is not waited for");
                    broker.Add(back, false);
                }

                foreach (var (delivery, withThoseBefore) in said.Done)
                {
                    Assert.True(waiting.Contains(delivery), $"seed {seed}: {delivery} is not waited for");
                    foreach (var told in waiting.Where(w => w == delivery || (withThoseBefore && w < delivery)).ToList())
                    {
                        waiting.Remove(told);
                        broker.Add(told, true);
                    }
                }
            }
        }
    }
}
